import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../../platform/database/database.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { TrackSessionRequiredError } from './tracking.errors.js';

const COOKIE = 'insat_track';
/** Long enough for an answer to be read twice, short enough for a phone that is lent. */
const MINUTES = 30;
/** 32 bytes as base64url. */
const TOKEN = /(?:^|;)\s*insat_track=([\w-]{43})\s*(?:;|$)/;

/** Somebody who has proved that a contact point of the request's person is in their hand. */
export interface Tracked {
  requestId: string;
  contactPointId: string;
  conversationId: string;
  reference: string;
  language: 'ar' | 'en';
}

/** Who has come in to look after their request, for half an hour. A session opens one request and no other. */
@Injectable()
export class TrackSessions implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('track.sessions', async () => {
      await this.database.query('DELETE FROM track_session WHERE expires_at < now()');
    });
  }

  /** @returns the token for the cookie; the database knows only its hash */
  async begin(requestId: string, contactPointId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.database.query(
      `INSERT INTO track_session (token_hash, request_id, contact_point_id, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(mins => ${MINUTES}))`,
      [hashOf(token), requestId, contactPointId],
    );
    return token;
  }

  /** @throws TrackSessionRequiredError */
  async recognise(cookieHeader: string | undefined): Promise<Tracked> {
    const token = TOKEN.exec(cookieHeader ?? '')?.[1];
    if (!token) throw new TrackSessionRequiredError();
    const [tracked] = await this.database.query<Tracked>(
      `SELECT s.request_id AS "requestId", s.contact_point_id AS "contactPointId",
              r.conversation_id AS "conversationId", r.reference, r.language
         FROM track_session s JOIN support_request r ON r.id = s.request_id
        WHERE s.token_hash = $1 AND s.expires_at > now()`,
      [hashOf(token)],
    );
    if (!tracked) throw new TrackSessionRequiredError();
    return tracked;
  }

  async end(cookieHeader: string | undefined): Promise<void> {
    const token = TOKEN.exec(cookieHeader ?? '')?.[1];
    if (token) await this.database.query('DELETE FROM track_session WHERE token_hash = $1', [hashOf(token)]);
  }
}

/** @param secure whether people reach the hub by https */
export function setTrackCookie(reply: FastifyReply, token: string, secure: boolean): void {
  set(reply, token, MINUTES * 60, secure);
}

export function clearTrackCookie(reply: FastifyReply, secure: boolean): void {
  set(reply, '', 0, secure);
}

function set(reply: FastifyReply, value: string, maxAge: number, secure: boolean): void {
  void reply.header(
    'set-cookie',
    `${COOKIE}=${value}; Path=/track; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
  );
}

/** 256 random bits need no salt and no slow hash. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
