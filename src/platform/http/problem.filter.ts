import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { acceptedLanguage } from '../i18n/translate.js';
import { loggableError, type Problem, problemOf } from './problem.js';

/**
 * Every error that leaves the hub: to HTTP as problem+json, to a socket as `{ ok: false, …problem }` in the
 * event's acknowledgement. Unexpected ones are logged under an id that the caller is given; nothing that the
 * caller sent is logged.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() === 'ws') this.answerSocket(error, host);
    else this.answerHttp(error, host);
  }

  private answerHttp(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (request.raw.destroyed && !request.raw.complete) {
      // Gone in the middle of the body: nobody to answer, and nothing of ours went wrong.
      reply.raw.destroy();
      return;
    }
    const found = problemOf(error, acceptedLanguage(request.headers['accept-language']));
    const route = `${request.method} ${request.routeOptions?.url ?? '(no route)'}`;
    const problem = this.logged(found, error, route);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer is out already: cutting it is the only honest end.
      reply.raw.destroy();
      return;
    }
    const wait = problem.params?.['retryAfterSeconds'];
    if (typeof wait === 'number') reply.header('retry-after', wait);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    void reply
      .status(problem.status)
      .header('cache-control', 'no-store')
      .type('application/problem+json; charset=utf-8')
      // Serialised here: a route's response schema is about results, not problems.
      .serializer((payload: unknown) => JSON.stringify(payload))
      .send(problem);
  }

  private answerSocket(error: unknown, host: ArgumentsHost): void {
    const [socket, , acknowledge] = host.getArgs<[Socket, unknown, unknown]>();
    const language = acceptedLanguage(socket.handshake.headers['accept-language']);
    const problem = this.logged(problemOf(error, language), error, `socket ${socket.nsp.name}`);
    const answer = { ok: false, ...problem };
    if (typeof acknowledge === 'function') acknowledge(answer);
    else socket.emit('problem', answer);
  }

  private logged(problem: Problem, error: unknown, route: string): Problem {
    if (problem.status >= 500) {
      const id = randomUUID();
      this.logger.error({ msg: 'unexpected error', id, route, ...loggableError(error) });
      return { ...problem, params: { ...problem.params, id } };
    }
    if (problem.code === 'channel.signature_invalid') {
      this.logger.warn({ msg: 'webhook refused', route, reason: problem.params?.['reason'] });
    }
    return problem;
  }
}
