import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { ruleOf } from '../../platform/access/doors.js';
import { Config } from '../../platform/config/config.js';
import { isOwnOrigin } from '../../platform/http/origin.js';
import { Credentials } from './credentials.js';
import { Presence } from './presence.js';
import type { InboxSocketData, SignedInStaff } from './signed-in-staff.js';
import { CrossOriginError, ForbiddenError, SignInRequiredError } from './staff.errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Enforces the access rule of every route and socket event. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(Presence) private readonly presence: Presence,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = ruleOf(context.getHandler(), context.getClass());
    // The boot check names doors without a rule; one that it cannot see stays shut.
    if (!rule) return false;
    if (rule.kind === 'public') return true;
    const staff =
      context.getType() === 'ws'
        ? (context.switchToWs().getClient<Socket>().data as Partial<InboxSocketData>).staff
        : await this.identify(context.switchToHttp().getRequest<FastifyRequest>());
    if (!staff) throw new SignInRequiredError();
    // One's own affairs are one's own password away: a found phone makes no access token.
    if (rule.kind === 'signed-in' && staff.device) throw new ForbiddenError('signed-in');
    if (
      rule.kind === 'permission' &&
      ![rule.permission, ...rule.or].some((permission) => staff.permissions.includes(permission))
    ) {
      throw new ForbiddenError(rule.permission);
    }
    return true;
  }

  private async identify(request: FastifyRequest): Promise<SignedInStaff | null> {
    const staff = await this.credentials.identify(request.headers);
    if (!staff) return null;
    const byCookie = staff.credential.kind === 'session';
    if (
      byCookie &&
      !SAFE_METHODS.has(request.method) &&
      !isOwnOrigin(request.headers, this.config.publicUrl)
    ) {
      throw new CrossOriginError();
    }
    this.presence.seen(staff.id);
    request.staff = staff;
    return staff;
  }
}
