import { Inject, Injectable } from '@nestjs/common';
import { type RateLimit, RateLimits } from '../../platform/http/rate-limits.js';
import { AddressThrottledError, ThrottledError } from './forms.errors.js';

/** Behind one address may stand a mobile network: these stop a machine, not a family. */
const BY_NETWORK = {
  open: { name: 'forms.open', points: 600, seconds: 600 },
  send: { name: 'forms.send', points: 300, seconds: 600 },
  upload: { name: 'forms.upload', points: 1_200, seconds: 600 },
  look: { name: 'forms.look', points: 1_200, seconds: 600 },
} satisfies Record<string, RateLimit>;
export type Deed = keyof typeof BY_NETWORK;

/** Each form to a number costs its owner a message: a page that tries again needs some, nobody needs many. */
const BY_ADDRESS: RateLimit[] = [
  { name: 'forms.address.hour', points: 8, seconds: 3_600 },
  { name: 'forms.address.day', points: 15, seconds: 86_400 },
];

@Injectable()
export class FormLimits {
  constructor(@Inject(RateLimits) private readonly limits: RateLimits) {}

  /**
   * @param network from `networkOf`
   * @throws ThrottledError
   */
  async network(deed: Deed, network: string): Promise<void> {
    const wait = await this.limits.count(BY_NETWORK[deed], network);
    if (wait > 0) throw new ThrottledError(wait);
  }

  /** @throws AddressThrottledError */
  async address(address: string): Promise<void> {
    for (const limit of BY_ADDRESS) {
      const wait = await this.limits.count(limit, address);
      if (wait > 0) throw new AddressThrottledError(wait);
    }
  }
}
