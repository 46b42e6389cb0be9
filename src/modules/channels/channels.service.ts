import { Inject, Injectable } from '@nestjs/common';
import { type AccountForm, fieldsOf } from '../../channels/core/account-forms.js';
import { type AccountRecord, ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { AccountNotFoundError } from '../../channels/core/channels.errors.js';
import { Config } from '../../platform/config/config.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type Actor, type AuditLine, AuditLog } from '../audit/audit-log.js';
import { AccountNameTakenError, AccountOfEnvironmentError, ProviderUnknownError } from './channels.errors.js';
import type {
  AccountDetails,
  AccountView,
  ChangeAccountBody,
  CreateAccountBody,
} from './channels.schemas.js';
import { merged, shown, type Values } from './channels.settings.js';

/** The accounts of channels, as an administrator sees and changes them. They are switched off, never removed. */
@Injectable()
export class ChannelsService {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /** By channel; within one, the oldest first. */
  list(): AccountView[] {
    return this.accounts
      .all()
      .map((account) => this.view(account))
      .sort((a, b) => (a.channel < b.channel ? -1 : a.channel > b.channel ? 1 : 0));
  }

  /** What the page needs to build each provider's form. */
  forms() {
    return this.registry.all().flatMap(({ type, accountForms }) =>
      accountForms.map((form) => ({
        channel: type,
        provider: form.provider,
        fields: fieldsOf(form),
        presets: (form.presets ?? []).map(({ name, values }) => ({ name, values: { ...values } })),
      })),
    );
  }

  /** @throws AccountNotFoundError */
  async details(id: string): Promise<AccountDetails> {
    const account = this.accounts.get(id);
    const adapter = this.registry.get(account.channel);
    const form = adapter.accountForms.find(({ provider }) => provider === account.provider);
    return {
      ...this.view(account),
      testsTo: adapter.testsTo,
      webhooks: adapter
        .webhooksOf(account)
        .map(({ purpose, path }) => ({ purpose, url: this.config.publicUrl + path })),
      settings: form ? shown(form, ((await this.accounts.storedValues(id)) ?? {}) as Values) : [],
      updatedAt: account.updatedAt.toISOString(),
    };
  }

  /** @throws ProviderUnknownError, AccountNameTakenError, InvalidRequestError */
  async create(actor: Actor, body: CreateAccountBody): Promise<AccountDetails> {
    const { channel, provider, label } = body;
    const form = this.formOf(channel, provider);
    const values = merged(form, {}, body.settings);
    const id = newId();
    await this.database.transaction(async (tx) => {
      const name = body.name ?? (await this.freeName(tx, channel, provider));
      const [made] = await tx.query(
        `INSERT INTO channel_account (id, channel, name, label, provider, settings)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (channel, name) DO NOTHING RETURNING id`,
        [id, channel, name, label, provider, this.accounts.seal(id, values)],
      );
      if (!made) throw new AccountNameTakenError(name);
      await this.record(tx, actor, 'channel_account.created', id, { channel, name, provider, label });
    });
    await this.accounts.changed();
    return this.details(id);
  }

  /** @throws AccountNotFoundError, AccountOfEnvironmentError, InvalidRequestError */
  async change(actor: Actor, id: string, body: ChangeAccountBody): Promise<AccountDetails> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{
        channel: ChannelType;
        name: string;
        provider: string | null;
        label: string | null;
        enabled: boolean;
      }>('SELECT channel, name, provider, label, enabled FROM channel_account WHERE id = $1 FOR UPDATE', [
        id,
      ]);
      if (!row) throw new AccountNotFoundError(id);
      const { channel, provider } = row;
      if (body.settings && provider === null) throw new AccountOfEnvironmentError(row.name);
      const before = ((await this.accounts.storedValues(id)) ?? {}) as Values;
      const values = body.settings && merged(this.formOf(channel, provider!), before, body.settings);
      const label = body.label === undefined ? row.label : body.label;
      const enabled = body.enabled ?? row.enabled;
      await tx.query(
        `UPDATE channel_account
            SET label = $2, enabled = $3, settings = coalesce($4, settings), version = version + 1, updated_at = now()
          WHERE id = $1`,
        [id, label, enabled, values ? this.accounts.seal(id, values) : null],
      );
      const changed = Object.keys(values ?? {})
        .concat(Object.keys(before))
        .filter((name) => values && values[name] !== before[name]);
      if (label !== row.label || changed.length > 0) {
        const data = { channel, name: row.name, label, settings: [...new Set(changed)].sort() };
        await this.record(tx, actor, 'channel_account.changed', id, data);
      }
      if (enabled !== row.enabled) {
        const action = enabled ? 'channel_account.switched_on' : 'channel_account.switched_off';
        await this.record(tx, actor, action, id, { channel, name: row.name });
      }
    });
    await this.accounts.changed();
    // What waited while it was off may leave now.
    if (this.accounts.get(id).mode !== 'off') this.nudges.nudge('delivery', { accountId: id });
    return this.details(id);
  }

  private view(account: AccountRecord): AccountView {
    const { id, channel, name, label, provider, mode, enabled, problem } = account;
    const { inbound, maxAttachments, maxTextLength, threaded, replyWindowHours } =
      this.registry.capabilitiesOf(account);
    return {
      ...{ id, channel, name, label, provider, mode, enabled, problem },
      capabilities: { inbound, maxAttachments, maxTextLength, threaded, replyWindowHours },
    };
  }

  private formOf(channel: ChannelType, provider: string): AccountForm {
    const form = this.registry
      .all()
      .find(({ type }) => type === channel)
      ?.accountForms.find((one) => one.provider === provider);
    if (!form) throw new ProviderUnknownError(channel, provider);
    return form;
  }

  /** The provider's name, or with the first number that makes it another. */
  private async freeName(tx: Transaction, channel: ChannelType, provider: string): Promise<string> {
    // Two administrators who add one at the same moment get two names.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`channel account ${channel}`]);
    const rows = await tx.query<{ name: string }>('SELECT name FROM channel_account WHERE channel = $1', [
      channel,
    ]);
    const taken = new Set(rows.map(({ name }) => name));
    let name = provider;
    for (let number = 2; taken.has(name); number += 1) name = `${provider}-${number}`;
    return name;
  }

  private record(
    tx: Transaction,
    actor: Actor,
    action: string,
    subjectId: string,
    data: AuditLine['data'] & object,
  ): Promise<void> {
    return this.audit.record(tx, [{ actor, action, subjectKind: 'channel_account', subjectId, data }]);
  }
}
