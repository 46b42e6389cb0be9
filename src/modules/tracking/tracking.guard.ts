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
import { Config } from '../../platform/config/config.js';
import { networkOf } from '../../platform/http/network.js';
import { isOwnOrigin } from '../../platform/http/origin.js';
import { CrossOriginError } from '../staff/staff.errors.js';
import { type TrackDeed, TrackLimits } from './tracking.limits.js';
import { type Tracked, TrackSessions } from './tracking.sessions.js';

const DEED = 'insat:track-deed';
const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Which limits a route counts against. `code` comes before there is a session; every other one needs it. */
export const Counts = (deed: TrackDeed) => SetMetadata(DEED, deed);

type TrackRequest = FastifyRequest & { tracked?: Tracked };

/** Whose session came with the request. */
export const CurrentTracked = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<TrackRequest>().tracked,
);

/** Counts a request, refuses what another website caused, and recognises the session. */
@Injectable()
export class TrackGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Config) private readonly config: Config,
    @Inject(TrackLimits) private readonly limits: TrackLimits,
    @Inject(TrackSessions) private readonly sessions: TrackSessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<TrackRequest>();
    const deed = this.reflector.get<TrackDeed>(DEED, context.getHandler());
    if (!SAFE_METHODS.has(request.method) && !isOwnOrigin(request.headers, this.config.publicUrl)) {
      throw new CrossOriginError();
    }
    await this.limits.network(deed, networkOf(request.socket.remoteAddress ?? '', request.headers));
    if (deed === 'code') return true;
    request.tracked = await this.sessions.recognise(request.headers.cookie);
    await this.limits.request(deed, request.tracked.requestId);
    return true;
  }
}
