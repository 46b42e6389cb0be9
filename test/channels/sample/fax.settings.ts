import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AccountMode } from '../../../src/channels/core/channel-adapter.js';
import { Config } from '../../../src/platform/config/config.js';
import { faxEnvironment } from './fax.schemas.js';

/** Where the fax bureau is, and the secret that we share with it. */
@Injectable()
export class FaxSettings {
  readonly apiUrl: string | null;
  readonly token: string | null;
  private readonly signingKey: string;

  constructor(@Inject(Config) config: Config) {
    const env = faxEnvironment.parse(config.env);
    this.apiUrl = env.FAX_API_URL ?? null;
    this.token = env.FAX_TOKEN ?? null;
    // A hub without credentials takes what its own demo signs, and still nothing unsigned.
    this.signingKey = this.token ?? config.derivedKey('sandbox:fax').toString('hex');
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== 'default') return 'off';
    return this.apiUrl && this.token ? 'live' : 'sandbox';
  }

  /** Whether the fax bureau signed these bytes. Compares in constant time. */
  isAuthentic(raw: Buffer, signature: unknown): boolean {
    const expected = createHmac('sha256', this.signingKey).update(raw).digest();
    const given = Buffer.from(typeof signature === 'string' ? signature : '', 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
