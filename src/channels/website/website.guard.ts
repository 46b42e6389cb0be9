import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { networkOf } from '../../platform/http/network.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { VisitorUnknownError } from './website.errors.js';
import { type Activity, WebsiteLimits } from './website.limits.js';
import { type Visitor, WebsiteVisitors } from './website.visitors.js';

const ACTIVITY = 'insat:website-activity';

/** Which limits a route counts against. `arrive` needs no token; every other one does. */
export const Counts = (activity: Activity) => SetMetadata(ACTIVITY, activity);

type WebsiteRequest = FastifyRequest<{ Params: { account: string } }> & { visitor?: Visitor };

/** The visitor whose token came with the request. */
export const CurrentVisitor = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<WebsiteRequest>().visitor,
);

/** Counts a request against its address, recognises the visitor, counts it against the visitor. */
@Injectable()
export class VisitorGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(WebsiteVisitors) private readonly visitors: WebsiteVisitors,
    @Inject(WebsiteLimits) private readonly limits: WebsiteLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WebsiteRequest>();
    const activity = this.reflector.get<Activity>(ACTIVITY, context.getHandler());
    await this.limits.network(activity, networkOf(request.socket.remoteAddress ?? '', request.headers));
    const account = this.accounts.named('website', request.params.account);
    if (activity === 'arrive') return true;
    request.visitor = await this.visitors.recognise(account, tokenOf(request));
    await this.limits.visitor(activity, request.visitor.id);
    return true;
  }
}

function tokenOf(request: FastifyRequest): string {
  const token = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
  if (!token) throw new VisitorUnknownError();
  return token;
}
