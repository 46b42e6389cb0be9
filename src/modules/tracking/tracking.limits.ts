import { Inject, Injectable } from '@nestjs/common';
import { type RateLimit, RateLimits } from '../../platform/http/rate-limits.js';
import { TrackThrottledError } from './tracking.errors.js';

/** Behind one address may stand a mobile network: these stop a machine, not a family. */
const BY_NETWORK = {
  code: { name: 'track.code.network', points: 60, seconds: 600 },
  look: { name: 'track.look.network', points: 1_200, seconds: 600 },
  write: { name: 'track.write.network', points: 600, seconds: 600 },
  upload: { name: 'track.upload.network', points: 1_200, seconds: 600 },
} satisfies Record<string, RateLimit>;
export type TrackDeed = keyof typeof BY_NETWORK;

/** What one person does, in ten minutes. */
const BY_REQUEST: Record<Exclude<TrackDeed, 'code'>, RateLimit> = {
  look: { name: 'track.look.request', points: 300, seconds: 600 },
  write: { name: 'track.write.request', points: 30, seconds: 600 },
  upload: { name: 'track.upload.request', points: 900, seconds: 600 },
};

/**
 * Each code may cost a message; the second wait is longer than the first. The number alone is not counted: whoever knows
 * it, or guesses, would keep its person out. Without their contact nothing is sent, so it need not be.
 */
const CODES: { by: 'request' | 'contact'; limit: RateLimit }[] = (['request', 'contact'] as const).flatMap(
  (by) => [
    { by, limit: { name: `track.code.${by}.soon`, points: 5, seconds: 900 } },
    { by, limit: { name: `track.code.${by}.day`, points: 15, seconds: 86_400 } },
  ],
);

/** They count what was asked for, whether or not it exists: a limit says nothing about that. */
@Injectable()
export class TrackLimits {
  constructor(@Inject(RateLimits) private readonly limits: RateLimits) {}

  /**
   * @param network from `networkOf`
   * @throws TrackThrottledError
   */
  async network(deed: TrackDeed, network: string): Promise<void> {
    await this.count(BY_NETWORK[deed], network);
  }

  /** @throws TrackThrottledError */
  async request(deed: Exclude<TrackDeed, 'code'>, requestId: string): Promise<void> {
    await this.count(BY_REQUEST[deed], requestId);
  }

  /** @throws TrackThrottledError */
  async code({ reference, contact }: { reference: string; contact: string }): Promise<void> {
    const counted = { request: `${reference} ${contact}`, contact };
    for (const { by, limit } of CODES) await this.count(limit, counted[by]);
  }

  private async count(limit: RateLimit, subject: string): Promise<void> {
    const wait = await this.limits.count(limit, subject);
    if (wait > 0) throw new TrackThrottledError(wait);
  }
}
