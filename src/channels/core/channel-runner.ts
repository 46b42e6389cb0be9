import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { ChannelAccounts } from './channel-accounts.js';
import type { ChannelAccount } from './channel-adapter.js';
import { ChannelRegistry } from './channel-registry.js';

/**
 * Opens and closes the channels, in processes that work, and opens an account anew when it has changed. A channel
 * that does not open leaves the others alone.
 */
@Injectable()
export class ChannelRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChannelRunner.name);
  /** By account: what is being done to it. The next thing is done after it. */
  private readonly turns = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.env.ROLE === 'web') return;
    this.accounts.onChanged((account) => void this.inTurn(account, () => this.startAnew(account)));
    for (const account of this.accounts.all()) await this.inTurn(account, () => this.start(account));
  }

  /** Before requests and jobs drain: what comes in now is better left with its provider. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.turns.values());
    await Promise.all(this.registry.all().map((adapter) => adapter.stop()));
  }

  private async startAnew(account: ChannelAccount): Promise<void> {
    await this.registry.get(account.channel).stop(account);
    await this.start(account);
  }

  private async start(account: ChannelAccount): Promise<void> {
    if (account.mode !== 'off') await this.registry.get(account.channel).start(account);
  }

  private inTurn(account: ChannelAccount, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(account.id) ?? Promise.resolve()).then(async () => {
      if (this.stopping) return;
      try {
        await work();
      } catch (error) {
        this.logger.error(
          { channel: account.channel, account: account.name, error: (error as Error).message },
          'channel not started',
        );
      }
    });
    this.turns.set(account.id, turn);
    return turn;
  }
}
