import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { ChannelAccounts } from './channel-accounts.js';
import { ChannelRegistry } from './channel-registry.js';

/** Opens and closes the channels, in processes that work. A channel that does not open leaves the others alone. */
@Injectable()
export class ChannelRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChannelRunner.name);

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.env.ROLE === 'web') return;
    for (const account of this.accounts.all().filter(({ mode }) => mode !== 'off')) {
      try {
        await this.registry.get(account.channel).start(account);
      } catch (error) {
        this.logger.error(
          { channel: account.channel, account: account.name, error: (error as Error).message },
          'channel not started',
        );
      }
    }
  }

  /** Before requests and jobs drain: what comes in now is better left with its provider. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.registry.all().map((adapter) => adapter.stop()));
  }
}
