import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { SignInThrottledError } from './staff.errors.js';

/** Failures before waiting begins. An office shares one address, so that has more. */
const FREE_FAILURES = { email: 5, address: 20 };
const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 900;
const FORGIVEN_AFTER = '1 hour';

interface Counter {
  key: Buffer;
  free: number;
}

/** Waits between failed sign-ins that double each time, per e-mail and per address, for all processes together. */
@Injectable()
export class LoginThrottle {
  private readonly secret: Buffer;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
  ) {
    this.secret = config.derivedKey('login-throttle');
  }

  /**
   * Counts the attempt as failed before the password is looked at, so that a thousand attempts at one time are
   * not all let through; `succeeded` takes it back.
   * @param address from `networkOf`
   * @throws SignInThrottledError while the e-mail or the address has to wait
   */
  async attempt(email: string, address: string): Promise<void> {
    const counters = this.counters(email, address);
    const keys = counters.map((counter) => counter.key);
    await this.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO login_throttle (key, failures) SELECT unnest($1::bytea[]), 0 ON CONFLICT (key) DO NOTHING`,
        [keys],
      );
      const [blocked] = await tx.query<{ seconds: number }>(
        `SELECT ceil(extract(epoch FROM max(blocked_until) - now()))::int AS seconds
         FROM (SELECT blocked_until FROM login_throttle WHERE key = ANY($1) ORDER BY key FOR UPDATE) counters
         HAVING max(blocked_until) > now()`,
        [keys],
      );
      if (blocked) throw new SignInThrottledError(blocked.seconds);
      await tx.query(
        `UPDATE login_throttle t SET
           failures = next.failures,
           updated_at = now(),
           blocked_until = CASE WHEN next.failures < next.free THEN '-infinity'::timestamptz ELSE
             now() + make_interval(secs => least($4, $3 * 2 ^ least(next.failures - next.free, 20))) END
         FROM (
           SELECT c.key, c.free,
             CASE WHEN t.updated_at < now() - $5::interval THEN 0 ELSE t.failures END + 1 AS failures
           FROM unnest($1::bytea[], $2::int[]) c (key, free) JOIN login_throttle t USING (key)
         ) next WHERE t.key = next.key`,
        [
          keys,
          counters.map((counter) => counter.free),
          FIRST_WAIT_SECONDS,
          LONGEST_WAIT_SECONDS,
          FORGIVEN_AFTER,
        ],
      );
    });
  }

  /** The password was right: the e-mail starts anew; the address only gets this attempt back. */
  async succeeded(email: string, address: string): Promise<void> {
    const [byEmail, byAddress] = this.counters(email, address).map((counter) => counter.key);
    await this.database.query('DELETE FROM login_throttle WHERE key = $1', [byEmail]);
    await this.database.query(
      `UPDATE login_throttle SET failures = greatest(failures - 1, 0), blocked_until = '-infinity' WHERE key = $1`,
      [byAddress],
    );
  }

  /** Drops counters that nobody has touched for long enough. */
  async forgive(): Promise<void> {
    await this.database.query('DELETE FROM login_throttle WHERE updated_at < now() - $1::interval', [
      FORGIVEN_AFTER,
    ]);
  }

  private counters(email: string, address: string): [Counter, Counter] {
    const key = (kind: string, value: string) =>
      createHmac('sha256', this.secret).update(`${kind}:${value}`).digest();
    return [
      { key: key('email', email), free: FREE_FAILURES.email },
      { key: key('address', address), free: FREE_FAILURES.address },
    ];
  }
}
