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
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { TooManyRequestsError } from './website.errors.js';

/**
 * How often in a minute. An address gets more than a visitor: behind one may stand a whole office, or a
 * mobile network.
 */
const PER_MINUTE = {
  arrive: { visitor: 0, address: 60 },
  write: { visitor: 30, address: 300 },
  upload: { visitor: 15, address: 90 },
  read: { visitor: 180, address: 1800 },
} as const;
export type Activity = keyof typeof PER_MINUTE;
type Subject = 'visitor' | 'address';

/**
 * The visitors' rate limits, shared by all processes: in Redis when there is one, else in PostgreSQL. When
 * neither answers, each process counts for itself.
 */
@Injectable()
export class WebsiteLimits implements OnModuleDestroy {
  private readonly redis: Redis | null;
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly addressKey: Buffer;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
  ) {
    this.addressKey = config.derivedKey('website.address');
    this.redis = config.env.REDIS_URL
      ? new Redis(config.env.REDIS_URL, { enableOfflineQueue: false, maxRetriesPerRequest: 1 })
      : null;
    // Without a listener ioredis throws what it has already handled by reconnecting.
    this.redis?.on('error', () => undefined);
  }

  /** @throws TooManyRequestsError with the seconds to wait */
  async visitor(activity: Activity, visitorId: string): Promise<void> {
    await this.consume(activity, 'visitor', visitorId);
  }

  /**
   * @param network from `networkOf`
   * @throws TooManyRequestsError with the seconds to wait
   */
  async network(activity: Activity, network: string): Promise<void> {
    await this.consume(activity, 'address', this.anonymous(network));
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  private async consume(activity: Activity, subject: Subject, key: string): Promise<void> {
    try {
      await this.limiter(activity, subject).consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyRequestsError(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    }
  }

  private limiter(activity: Activity, subject: Subject): RateLimiterAbstract {
    const keyPrefix = `website.${activity}.${subject}`;
    const existing = this.limiters.get(keyPrefix);
    if (existing) return existing;
    const limit = { keyPrefix, points: PER_MINUTE[activity][subject], duration: 60 };
    const shared = {
      ...limit,
      // A flood is refused from memory and costs no store.
      inMemoryBlockOnConsumed: limit.points + 1,
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
    this.limiters.set(keyPrefix, limiter);
    return limiter;
  }

  /** What is stored cannot be turned back into an address. */
  private anonymous(network: string): string {
    return createHmac('sha256', this.addressKey).update(network).digest('base64url').slice(0, 22);
  }
}
