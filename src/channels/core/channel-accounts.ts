import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import type { ChannelAccount, ChannelType, InboundMessage } from './channel-adapter.js';
import { ChannelRegistry } from './channel-registry.js';
import { AccountNotFoundError } from './channels.errors.js';

type AccountRow = Pick<ChannelAccount, 'id' | 'channel' | 'name'>;

/** The accounts of all channels, read once at start: those that the environment makes always exist. */
@Injectable()
export class ChannelAccounts implements OnModuleInit {
  private readonly byId = new Map<string, ChannelAccount>();
  private readonly byName = new Map<string, ChannelAccount>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  /** Makes the rows of environment-made accounts where they are missing and reads all. */
  async onModuleInit(): Promise<void> {
    const channels = this.registry.types();
    const made = this.registry
      .all()
      .flatMap(({ type, environmentAccounts }) => environmentAccounts.map((name) => ({ type, name })));
    await this.database.query(
      `INSERT INTO channel_account (id, channel, name)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
       ON CONFLICT (channel, name) DO NOTHING`,
      [made.map(() => newId()), made.map(({ type }) => type), made.map(({ name }) => name)],
    );
    const rows = await this.database.query<AccountRow>(
      'SELECT id, channel, name FROM channel_account WHERE channel = ANY($1) ORDER BY channel, name',
      [channels],
    );
    for (const row of rows) {
      const account: ChannelAccount = { ...row, mode: this.registry.get(row.channel).modeOf(row.name) };
      this.byId.set(account.id, account);
      this.byName.set(`${account.channel}/${account.name}`, account);
    }
  }

  all(): ChannelAccount[] {
    return [...this.byId.values()];
  }

  /** @throws AccountNotFoundError */
  get(id: string): ChannelAccount {
    const account = this.byId.get(id);
    if (!account) throw new AccountNotFoundError(id);
    return account;
  }

  /**
   * The account that a webhook's address names.
   * @throws AccountNotFoundError when there is none, or it is switched off
   */
  named(channel: ChannelType, name: string): ChannelAccount {
    const account = this.byName.get(`${channel}/${name}`);
    if (!account || account.mode === 'off') throw new AccountNotFoundError(`${channel}/${name}`);
    return account;
  }

  /**
   * The account that answers go out by when only the channel is known: its `default`, else the first that is not
   * switched off; a live one before one in sandbox.
   */
  usable(channel: ChannelType): ChannelAccount | null {
    const rank = ({ mode, name }: ChannelAccount) => (mode === 'live' ? 0 : 2) + (name === 'default' ? 0 : 1);
    const [first] = this.all()
      .filter((account) => account.channel === channel && account.mode !== 'off')
      .sort((a, b) => rank(a) - rank(b));
    return first ?? null;
  }

  /**
   * The account that answers a message which came by `account`.
   * @throws AccountNotFoundError when the person wants the answer on a channel that has no usable account
   */
  answering(account: ChannelAccount, answerOn: InboundMessage['answerOn']): ChannelAccount {
    if (!answerOn) return account;
    if (answerOn.account !== undefined) return this.named(answerOn.channel, answerOn.account);
    const usable = this.usable(answerOn.channel);
    if (!usable) throw new AccountNotFoundError(answerOn.channel);
    return usable;
  }
}
