import { Injectable } from '@nestjs/common';
import type { ChannelType } from './channel-adapter.js';

/** What somebody entered for an account, read by its provider's schema. */
export interface StoredSettings {
  provider: string;
  /** Another object after each change, so that what was made of the old ones is not used on. */
  values: Readonly<Record<string, unknown>>;
}

/**
 * The credentials of the accounts that are made in Settings, decrypted, for adapters only: they go into no answer,
 * no log and no job. `ChannelAccounts` keeps them up to date. Accounts of the environment are not here.
 */
@Injectable()
export class AccountSettings {
  private readonly byName = new Map<string, StoredSettings>();

  of(channel: ChannelType, accountName: string): StoredSettings | null {
    return this.byName.get(`${channel}/${accountName}`) ?? null;
  }

  /** @param settings null: not to be used, or not readable */
  set(channel: ChannelType, accountName: string, settings: StoredSettings | null): void {
    const key = `${channel}/${accountName}`;
    if (settings) this.byName.set(key, settings);
    else this.byName.delete(key);
  }
}
