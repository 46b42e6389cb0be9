import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { networkOf } from '../../platform/http/network.js';
import { TooManyRequestsError } from './website.errors.js';

/** Uploads under way in this process: each is held in memory until it is whole, and may take its time. */
const MOST_AT_ONCE = { together: 24, network: 8 };
const RETRY_AFTER_SECONDS = 5;

/** Keeps many half-sent files from filling the memory. Stands before the interceptor that reads the file. */
@Injectable()
export class UploadSlots implements NestInterceptor {
  private readonly byNetwork = new Map<string, number>();
  private together = 0;

  /** @throws TooManyRequestsError while too many files are on their way */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const network = networkOf(request.socket.remoteAddress ?? '', request.headers);
    const ofNetwork = this.byNetwork.get(network) ?? 0;
    if (this.together >= MOST_AT_ONCE.together || ofNetwork >= MOST_AT_ONCE.network) {
      throw new TooManyRequestsError(RETRY_AFTER_SECONDS);
    }
    this.together += 1;
    this.byNetwork.set(network, ofNetwork + 1);
    return next.handle().pipe(finalize(() => this.leave(network)));
  }

  private leave(network: string): void {
    this.together -= 1;
    const left = (this.byNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.byNetwork.set(network, left);
    else this.byNetwork.delete(network);
  }
}
