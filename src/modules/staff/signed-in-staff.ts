import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import type { Permission } from '../../platform/access/access.js';
import type { CarriedDevice } from '../../platform/access/staff-id.js';
import type { Language } from '../../platform/i18n/translate.js';
import type { Role } from './staff.roles.js';

/** The member of staff behind a request or a socket, as `@CurrentStaff()` gives it. */
export interface SignedInStaff {
  id: string;
  email: string;
  name: string;
  role: Role;
  locale: Language;
  permissions: readonly Permission[];
  /** What proved it. `key` is the hash of the cookie or token, in hex. */
  credential: { kind: 'session' | 'token' | 'device'; key: string };
  /** The phone that they ask from, if it is one of the branches'. */
  device?: CarriedDevice;
}

declare module 'fastify' {
  interface FastifyRequest {
    staff?: SignedInStaff;
  }
}

/** What `/inbox` sockets carry in `socket.data`. */
export interface InboxSocketData {
  staff: SignedInStaff;
}

/** The person who asks. Only on routes and events with `@Allow` or `@AllowSignedIn`. */
export const CurrentStaff = createParamDecorator((_: unknown, context: ExecutionContext): SignedInStaff => {
  const staff =
    context.getType() === 'ws'
      ? (context.switchToWs().getClient<Socket>().data as InboxSocketData).staff
      : context.switchToHttp().getRequest<FastifyRequest>().staff;
  if (!staff) throw new Error(`@CurrentStaff() on ${context.getHandler().name}, which is not for staff only`);
  return staff;
});
