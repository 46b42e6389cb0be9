import { Inject, Injectable } from '@nestjs/common';
import type { Capabilities, ChannelAccount, ChannelAdapter, ChannelType } from './channel-adapter.js';

/** Injection token of the list of adapters, provided by `channels.module.ts`. */
export const CHANNEL_ADAPTERS = Symbol('CHANNEL_ADAPTERS');

/** The adapters by type. Two adapters of one type fail the boot. */
@Injectable()
export class ChannelRegistry {
  private readonly adapters: Map<ChannelType, ChannelAdapter>;

  constructor(@Inject(CHANNEL_ADAPTERS) adapters: ChannelAdapter[]) {
    this.adapters = new Map(adapters.map((adapter) => [adapter.type, adapter]));
    if (this.adapters.size !== adapters.length) {
      throw new Error(
        `Two channel adapters of one type: ${adapters.map((adapter) => adapter.type).join(', ')}`,
      );
    }
  }

  types(): ChannelType[] {
    return [...this.adapters.keys()];
  }

  all(): ChannelAdapter[] {
    return [...this.adapters.values()];
  }

  get(type: ChannelType): ChannelAdapter {
    const adapter = this.adapters.get(type);
    if (!adapter) throw new Error(`No adapter for channel ${type}: is its line in channels.module.ts?`);
    return adapter;
  }

  capabilitiesOf(account: ChannelAccount): Capabilities {
    return this.get(account.channel).capabilitiesOf(account);
  }
}
