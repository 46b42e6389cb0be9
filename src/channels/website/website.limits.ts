import { Inject, Injectable } from '@nestjs/common';
import { RateLimits } from '../../platform/http/rate-limits.js';
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

/** The visitors' rate limits. */
@Injectable()
export class WebsiteLimits {
  constructor(@Inject(RateLimits) private readonly limits: RateLimits) {}

  /** @throws TooManyRequestsError with the seconds to wait */
  async visitor(activity: Activity, visitorId: string): Promise<void> {
    await this.count(activity, 'visitor', visitorId);
  }

  /**
   * @param network from `networkOf`
   * @throws TooManyRequestsError with the seconds to wait
   */
  async network(activity: Activity, network: string): Promise<void> {
    await this.count(activity, 'address', network);
  }

  private async count(activity: Activity, by: 'visitor' | 'address', subject: string): Promise<void> {
    const limit = { name: `website.${activity}.${by}`, points: PER_MINUTE[activity][by], seconds: 60 };
    const wait = await this.limits.count(limit, subject);
    if (wait > 0) throw new TooManyRequestsError(wait);
  }
}
