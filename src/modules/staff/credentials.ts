import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/i18n/translate.js';
import { SocketServer } from '../../platform/realtime/socket-server.js';
import { sessionOf } from './session-cookie.js';
import type { SignedInStaff } from './signed-in-staff.js';
import { DEVICE_PERMISSIONS, ROLE_PERMISSIONS, type Role } from './staff.roles.js';

export const TOKEN_PREFIX = 'insat_pat_';
export const DEVICE_PREFIX = 'insat_dev_';

/** How long an answer of the database is believed. Changes are told to all processes at once; this bounds a lost word. */
const CACHE_MS = 5_000;
const CACHE_SIZE = 5_000;
const FORGET = 'staff.credentials_changed';

interface Row {
  id: string;
  email: string;
  name: string;
  role: Role;
  locale: Language;
  stale: boolean;
  /** Of a carried phone only. */
  deviceId?: string;
  deviceNumber?: number;
  branch?: string | null;
}

type Kind = SignedInStaff['credential']['kind'];

const READ: Record<Kind, string> = {
  session: `SELECT s.id, s.email, s.name, s.role, s.locale, c.last_seen_at < now() - interval '1 minute' AS stale
              FROM session c JOIN staff s ON s.id = c.staff_id
             WHERE c.token_hash = $1 AND c.expires_at > now() AND s.active`,
  token: `SELECT s.id, s.email, s.name, s.role, s.locale,
                 coalesce(c.last_used_at, '-infinity') < now() - interval '1 minute' AS stale
            FROM access_token c JOIN staff s ON s.id = c.staff_id
           WHERE c.token_hash = $1 AND (c.expires_at IS NULL OR c.expires_at > now()) AND s.active`,
  device: `SELECT s.id, s.email, s.name, s.role, s.locale, c.last_seen_at < now() - interval '1 minute' AS stale,
                  c.id AS "deviceId", c.number AS "deviceNumber", s.branch
             FROM branch_device c JOIN staff s ON s.id = c.staff_id
            WHERE c.token_hash = $1 AND c.wiped_at IS NULL AND s.active`,
};

/** A session lives 12 hours past its last use, and 7 days in all; the others until they are taken away. */
const RENEW: Record<Kind, string> = {
  session: `UPDATE session SET last_seen_at = now(),
              expires_at = least(created_at + interval '7 days', now() + interval '12 hours')
            WHERE token_hash = $1`,
  token: 'UPDATE access_token SET last_used_at = now() WHERE token_hash = $1',
  device: 'UPDATE branch_device SET last_seen_at = now() WHERE token_hash = $1',
};

/** Only hashes of cookies and tokens are stored: 256 random bits need no salt and no slow hash. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Finds out who presents a session cookie, a personal access token or a carried phone's token. */
@Injectable()
export class Credentials {
  private readonly cache = new Map<string, Known>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SocketServer) private readonly sockets: SocketServer,
  ) {
    sockets.onTold(FORGET, (staffId) => this.drop(staffId));
  }

  /** The person behind a request's headers: its bearer token when it has one, else its cookie. */
  async identify(headers: IncomingHttpHeaders): Promise<SignedInStaff | null> {
    if (headers.authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1];
      if (token?.startsWith(DEVICE_PREFIX)) return this.resolve('device', token);
      return token ? this.identifyToken(token) : null;
    }
    const cookie = sessionOf(headers.cookie);
    return cookie ? this.resolve('session', cookie) : null;
  }

  /** The person behind a personal access token. */
  async identifyToken(token: string): Promise<SignedInStaff | null> {
    return token.startsWith(TOKEN_PREFIX) ? this.resolve('token', token) : null;
  }

  /** Forgets what was known of a person, in all processes: sessions ended, role changed, deactivated. */
  forget(staffId: string): void {
    this.drop(staffId);
    this.sockets.tellOthers(FORGET, staffId);
  }

  private resolve(kind: Kind, secret: string): Promise<SignedInStaff | null> {
    const hash = hashOf(secret);
    const key = hash.toString('hex');
    const known = this.cache.get(key);
    if (known && known.until > Date.now()) return known.staff;
    const staff = this.read(kind, hash, key);
    const entry: Known = { until: Date.now() + CACHE_MS, staff };
    if (this.cache.size >= CACHE_SIZE) this.cache.clear();
    this.cache.set(key, entry);
    staff.then(
      (found) => {
        entry.staffId = found?.id;
        // Neither a failure nor an unknown secret is worth remembering.
        if (!found) this.cache.delete(key);
      },
      () => this.cache.delete(key),
    );
    return staff;
  }

  private async read(kind: Kind, hash: Buffer, key: string): Promise<SignedInStaff | null> {
    const [row] = await this.database.query<Row>(READ[kind], [hash], `staff.by_${kind}`);
    if (!row) return null;
    const { stale, deviceId, deviceNumber, branch, ...person } = row;
    if (stale) await this.database.query(RENEW[kind], [hash]);
    const identity = { ...person, credential: { kind, key } };
    if (deviceId === undefined) return { ...identity, permissions: ROLE_PERMISSIONS[row.role] };
    const carrier = { id: person.id, name: person.name, branch: branch ?? null };
    return {
      ...identity,
      permissions: ROLE_PERMISSIONS[row.role].filter((one) => DEVICE_PERMISSIONS.includes(one)),
      device: { id: deviceId, number: deviceNumber!, staff: carrier },
    };
  }

  private drop(staffId: string): void {
    for (const [key, entry] of this.cache) {
      // One that is still being read may have been read before the change: it goes too.
      if (entry.staffId === undefined || entry.staffId === staffId) this.cache.delete(key);
    }
  }
}

interface Known {
  until: number;
  staff: Promise<SignedInStaff | null>;
  /** Once it is read. */
  staffId?: string;
}
