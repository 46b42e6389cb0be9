import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { AuditLog } from '../audit/audit-log.js';
import { Credentials, hashOf, TOKEN_PREFIX } from './credentials.js';
import { LoginThrottle } from './login-throttle.js';
import { hashPassword, verifyPassword } from './passwords.js';
import { Sessions } from './sessions.js';
import type { SignedInStaff } from './signed-in-staff.js';
import { CredentialsInvalidError, PasswordWrongError, TokenNotFoundError } from './staff.errors.js';
import type { CreateTokenBody, LoginBody, Token } from './staff.schemas.js';

interface TokenRow {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}

const TOKEN_COLUMNS = `id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt"`;

/** Signing in and out, the own password, and personal access tokens. */
@Injectable()
export class AuthService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LoginThrottle) private readonly throttle: LoginThrottle,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /**
   * @param address where the request came from
   * @returns the person's id and the new session's token
   * @throws CredentialsInvalidError, SignInThrottledError
   */
  async signIn({ email, password }: LoginBody, address: string): Promise<{ staffId: string; token: string }> {
    await this.throttle.attempt(email, address);
    const [person] = await this.database.query<{ id: string; active: boolean; passwordHash: string }>(
      'SELECT id, active, password_hash AS "passwordHash" FROM staff WHERE email = $1',
      [email],
    );
    const right = await verifyPassword(person?.passwordHash ?? null, password);
    if (!person?.active || !right) throw new CredentialsInvalidError();
    await this.throttle.succeeded(email, address);
    return { staffId: person.id, token: await this.sessions.begin(this.database, person.id) };
  }

  async signOut({ id, credential }: SignedInStaff): Promise<void> {
    if (credential.kind === 'session') await this.sessions.end(id, credential.key);
  }

  /**
   * Ends all sessions of the person and begins a new one for who asked.
   * @returns the new session's token
   * @throws PasswordWrongError, SignInThrottledError: a borrowed session is no way to guess the password either
   */
  async changePassword(
    staff: SignedInStaff,
    current: string,
    wanted: string,
    address: string,
  ): Promise<string> {
    await this.throttle.attempt(staff.email, address);
    const [person] = await this.database.query<{ passwordHash: string }>(
      'SELECT password_hash AS "passwordHash" FROM staff WHERE id = $1',
      [staff.id],
    );
    if (!(await verifyPassword(person?.passwordHash ?? null, current))) throw new PasswordWrongError();
    await this.throttle.succeeded(staff.email, address);
    const passwordHash = await hashPassword(wanted);
    return this.database.transaction(async (tx) => {
      await tx.query('UPDATE staff SET password_hash = $2, updated_at = now() WHERE id = $1', [
        staff.id,
        passwordHash,
      ]);
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staff.id },
          action: 'staff.password_changed',
          subjectKind: 'staff',
          subjectId: staff.id,
        },
      ]);
      await this.sessions.endAll(tx, staff.id);
      return this.sessions.begin(tx, staff.id);
    });
  }

  async tokens(staffId: string): Promise<Token[]> {
    const rows = await this.database.query<TokenRow>(
      `SELECT ${TOKEN_COLUMNS} FROM access_token WHERE staff_id = $1 ORDER BY id`,
      [staffId],
    );
    return rows.map(shown);
  }

  /** @returns the token itself besides what is listed later: it is never shown again */
  async createToken(
    staffId: string,
    { name, expiresAt }: CreateTokenBody,
  ): Promise<Token & { token: string }> {
    const token = TOKEN_PREFIX + randomBytes(32).toString('base64url');
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<TokenRow>(
        `INSERT INTO access_token (id, staff_id, name, token_hash, expires_at) VALUES ($1, $2, $3, $4, $5)
         RETURNING ${TOKEN_COLUMNS}`,
        [newId(), staffId, name, hashOf(token), expiresAt ?? null],
      );
      await this.recordToken(tx, staffId, 'staff.token_created', row!.id);
      return { ...shown(row!), token };
    });
  }

  /** @throws TokenNotFoundError also for somebody else's token */
  async revokeToken(staffId: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ key: string }>(
        `DELETE FROM access_token WHERE id = $1 AND staff_id = $2 RETURNING encode(token_hash, 'hex') AS key`,
        [id, staffId],
      );
      if (!row) throw new TokenNotFoundError();
      await this.recordToken(tx, staffId, 'staff.token_revoked', id);
      tx.onCommit(() => {
        this.credentials.forget(staffId);
        this.sessions.cut(row.key);
      });
    });
  }

  private async recordToken(
    tx: Parameters<AuditLog['record']>[0],
    staffId: string,
    action: string,
    tokenId: string,
  ): Promise<void> {
    await this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: staffId },
        action,
        subjectKind: 'staff',
        subjectId: staffId,
        data: { tokenId },
      },
    ]);
  }
}

function shown(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
