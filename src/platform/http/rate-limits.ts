import { createHmac } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';

/** So many in so many seconds, for each subject. */
export interface RateLimit {
  /** Counts of one name are one count: "website.write.visitor". */
  name: string;
  points: number;
  seconds: number;
}

/**
 * Counts what people outside do, shared by all processes: in Redis when there is one, else in PostgreSQL. When
 * neither answers, each process counts for itself.
 */
@Injectable()
export class RateLimits implements OnModuleDestroy {
  private readonly redis: Redis | null;
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly subjectKey: Buffer;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
  ) {
    this.subjectKey = config.derivedKey('rate-limits');
    this.redis = config.env.REDIS_URL
      ? new Redis(config.env.REDIS_URL, { enableOfflineQueue: false, maxRetriesPerRequest: 1 })
      : null;
    // Without a listener ioredis throws what it has already handled by reconnecting.
    this.redis?.on('error', () => undefined);
  }

  /**
   * Counts one more.
   * @param subject whom it counts against: an address, a number; what is stored cannot be turned back into it
   * @returns the seconds to wait; 0 when it is within the limit
   */
  async count(limit: RateLimit, subject: string): Promise<number> {
    try {
      await this.limiter(limit).consume(this.anonymous(subject));
      return 0;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  private limiter({ name, points, seconds }: RateLimit): RateLimiterAbstract {
    const existing = this.limiters.get(name);
    if (existing) return existing;
    const limit = { keyPrefix: name, points, duration: seconds };
    const shared = {
      ...limit,
      // A flood is refused from memory and costs no store.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(limit),
    };
    const limiter = this.redis
      ? new RateLimiterRedis({ ...shared, storeClient: this.redis })
      : new RateLimiterPostgres({
          ...shared,
          storeClient: this.database.pool,
          storeType: 'pool',
          tableName: 'rate_limit',
          tableCreated: true,
        });
    this.limiters.set(name, limiter);
    return limiter;
  }

  private anonymous(subject: string): string {
    return createHmac('sha256', this.subjectKey).update(subject).digest('base64url').slice(0, 22);
  }
}
