import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { SealedBox } from '../../platform/encryption/sealed-box.js';
import { SocketServer } from '../../platform/realtime/socket-server.js';
import { AccountSettings } from './account-settings.js';
import type { AccountMode, ChannelAccount, ChannelType, InboundMessage } from './channel-adapter.js';
import { ChannelRegistry } from './channel-registry.js';
import { AccountNotFoundError } from './channels.errors.js';

const CHANGED = 'channel-accounts.changed';
/** Other processes are told at once; who missed it looks this often. */
const LOOK_AGAIN_MS = 5_000;

/** An account as Settings show it, without its credentials. */
export interface AccountRecord extends ChannelAccount {
  label: string | null;
  /** Null: its settings stand in the environment. */
  provider: string | null;
  enabled: boolean;
  /**
   * Why what is stored cannot be used: `unreadable` with this secret key, `outdated` by this version's form. Such
   * an account is off until its settings are entered again.
   */
  problem: 'unreadable' | 'outdated' | null;
  version: number;
  updatedAt: Date;
}

interface AccountRow extends Omit<AccountRecord, 'mode' | 'problem'> {
  settings: Buffer | null;
}

/** Hears that an account is new or has changed. */
export type AccountListener = (account: AccountRecord) => void;

/**
 * The accounts of all channels: those that the environment makes, which always exist, and those of Settings. Every
 * process holds them all and reads them again when one has changed.
 */
@Injectable()
export class ChannelAccounts implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ChannelAccounts.name);
  private readonly box: SealedBox;
  private readonly byId = new Map<string, AccountRecord>();
  private readonly byName = new Map<string, AccountRecord>();
  private readonly listeners: AccountListener[] = [];
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(AccountSettings) private readonly settings: AccountSettings,
    @Inject(SocketServer) private readonly sockets: SocketServer,
  ) {
    this.box = new SealedBox(config.derivedKey('channel-accounts'));
    sockets.onTold(CHANGED, () => void this.lookAgain());
  }

  /** Makes the rows of environment-made accounts where they are missing and reads all. */
  async onModuleInit(): Promise<void> {
    const made = this.registry
      .all()
      .flatMap(({ type, environmentAccounts }) => environmentAccounts.map((name) => ({ type, name })));
    await this.database.query(
      `INSERT INTO channel_account (id, channel, name)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
       ON CONFLICT (channel, name) DO NOTHING`,
      [made.map(() => newId()), made.map(({ type }) => type), made.map(({ name }) => name)],
    );
    await this.reload();
    this.timer = setInterval(() => void this.lookAgain(), LOOK_AGAIN_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.reading.catch(() => undefined);
  }

  all(): AccountRecord[] {
    return [...this.byId.values()];
  }

  /** @throws AccountNotFoundError */
  get(id: string): AccountRecord {
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
   * @throws AccountNotFoundError when the person wants the answer on a channel that has no account
   */
  answering(account: ChannelAccount, answerOn: InboundMessage['answerOn']): ChannelAccount {
    if (!answerOn) return account;
    if (answerOn.account !== undefined) return this.named(answerOn.channel, answerOn.account);
    // Switched off since it was offered: the message comes in, and its answers wait with the account's others.
    const chosen =
      this.usable(answerOn.channel) ?? this.all().find(({ channel }) => channel === answerOn.channel);
    if (!chosen) throw new AccountNotFoundError(answerOn.channel);
    return chosen;
  }

  /** Reads the rows again, here and in the other processes. To be called after the change is committed. */
  async changed(): Promise<void> {
    this.sockets.tellOthers(CHANGED, '');
    await this.reload();
  }

  /** Reads the rows again when an account is named that this process has not heard of yet. */
  async know(ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      if (this.byId.has(id)) continue;
      await this.reload();
      return;
    }
  }

  onChanged(listener: AccountListener): void {
    this.listeners.push(listener);
  }

  /** What is stored for an account, for the form that changes it; null when it cannot be read. */
  async storedValues(id: string): Promise<Record<string, unknown> | null> {
    const [row] = await this.database.query<Pick<AccountRow, 'settings'>>(
      'SELECT settings FROM channel_account WHERE id = $1',
      [id],
    );
    return row?.settings ? this.unseal(id, row.settings) : null;
  }

  /** Encrypted for this account's row alone. */
  seal(id: string, values: Record<string, unknown>): Buffer {
    return this.box.seal(JSON.stringify(values), id);
  }

  private reload(): Promise<void> {
    // One after the other: an older reading must not come in after a newer one.
    this.reading = this.reading.catch(() => undefined).then(() => this.read());
    return this.reading;
  }

  private async lookAgain(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      // The database is away; what is known goes on being used.
      this.logger.debug({ error: (error as Error).name }, 'accounts not read');
    }
  }

  private async read(): Promise<void> {
    const rows = await this.database.query<AccountRow>(
      `SELECT id, channel, name, label, provider, settings, enabled, version, updated_at AS "updatedAt"
         FROM channel_account WHERE channel = ANY($1) ORDER BY channel, created_at, name`,
      [this.registry.types()],
      'accounts.read',
    );
    for (const row of rows) {
      const known = this.byId.get(row.id);
      if (known?.version === row.version) continue;
      const account = this.recordOf(row);
      this.byId.set(account.id, account);
      this.byName.set(`${account.channel}/${account.name}`, account);
      for (const listener of this.listeners) listener(account);
    }
  }

  private recordOf({ settings, ...row }: AccountRow): AccountRecord {
    const problem = row.provider === null ? null : this.take(row, row.provider, settings);
    return { ...row, problem, mode: this.modeOf(row, problem) };
  }

  private modeOf(row: Omit<AccountRow, 'settings'>, problem: AccountRecord['problem']): AccountMode {
    if (!row.enabled || problem !== null) return 'off';
    return row.provider === null ? this.registry.get(row.channel).modeOf(row.name) : 'live';
  }

  /** Hands the credentials to the adapters. */
  private take(
    { id, channel, name }: Pick<AccountRow, 'id' | 'channel' | 'name'>,
    provider: string,
    sealed: Buffer | null,
  ): AccountRecord['problem'] {
    this.settings.set(channel, name, null);
    const stored = sealed && this.unseal(id, sealed);
    if (!stored) {
      this.logger.warn(
        { account: `${channel}/${name}` },
        'credentials cannot be read: they were saved with another INSAT_SECRET_KEY. Start with that key, or enter them again in Settings',
      );
      return 'unreadable';
    }
    const form = this.registry.get(channel).accountForms.find((one) => one.provider === provider);
    const parsed = form?.schema.safeParse(stored);
    if (!parsed?.success) {
      this.logger.warn(
        { account: `${channel}/${name}`, provider },
        'settings are incomplete: enter them again',
      );
      return 'outdated';
    }
    this.settings.set(channel, name, { provider, values: parsed.data });
    return null;
  }

  private unseal(id: string, sealed: Buffer): Record<string, unknown> | null {
    try {
      return JSON.parse(this.box.open(sealed, id)) as Record<string, unknown>;
    } catch {
      return null;
    }
  }
}
