import type { Namespace, Socket } from 'socket.io';
import { problemOf } from '../http/problem.js';
import { acceptedLanguage } from '../i18n/translate.js';

/**
 * Lets a socket into a namespace only after `authenticate` has found out who it is; what that returns becomes
 * `socket.data`. When it throws, the client gets `connect_error` with the problem in `error.data`.
 */
export function authenticateSockets<Data extends object>(
  namespace: Namespace,
  authenticate: (socket: Socket) => Promise<Data>,
): void {
  namespace.use(async (socket, next) => {
    try {
      socket.data = await authenticate(socket);
      next();
    } catch (error) {
      const problem = problemOf(error, acceptedLanguage(socket.handshake.headers['accept-language']));
      next(Object.assign(new Error(problem.code), { data: problem }));
    }
  });
}
