import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { ChannelAccount, MessageTemplate } from '../core/channel-adapter.js';
import { type CloudAccount, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { templatePageSchema } from './whatsapp.cloud-schemas.js';
import { templateOf } from './whatsapp.cloud-template.js';

const SYNC_EVERY_MS = 60 * 60_000;
const PAGE = 200;
/** Meta allows 6,000 templates to an account; more pages than that is a loop. */
const MAX_PAGES = 60;
const FIELDS = 'name,language,status,category,parameter_format,quality_score,components';

/** Our copy of the templates, which are written and approved at Meta. */
@Injectable()
export class CloudTemplates {
  private readonly logger = new Logger(CloudTemplates.name);
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly syncing = new Map<string, Promise<void>>();
  /** Accounts of which something changed while they were being read. */
  private readonly stale = new Set<string>();
  private stopping = new AbortController();

  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(GraphApi) private readonly graph: GraphApi,
    @Inject(Database) private readonly database: Database,
  ) {}

  /** Approved ones first, then by name. */
  of(account: ChannelAccount): Promise<MessageTemplate[]> {
    return this.database.query<MessageTemplate>(
      `SELECT name, language, status, category, quality, text, variables FROM whatsapp_template
        WHERE account_id = $1 ORDER BY status <> 'approved', name, language`,
      [account.id],
    );
  }

  /** Reads the templates now, and every hour from now on. */
  keep(account: ChannelAccount): void {
    if (!this.readable(account) || this.timers.has(account.id)) return;
    if (this.stopping.signal.aborted) this.stopping = new AbortController();
    const timer = setInterval(() => void this.sync(account), SYNC_EVERY_MS);
    timer.unref();
    this.timers.set(account.id, timer);
    void this.sync(account);
  }

  /** Reads one account's templates no more. */
  forget(account: ChannelAccount): void {
    clearInterval(this.timers.get(account.id));
    this.timers.delete(account.id);
  }

  /** Gives up what is being read, and resolves when nothing is any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers.values()) clearInterval(timer);
    this.timers.clear();
    await Promise.all(this.syncing.values());
  }

  /**
   * Makes our copy what Meta has. Never throws: without it the copy is only older. One sync of an account runs at a
   * time; what is asked for meanwhile is done once after it.
   */
  sync(account: ChannelAccount): Promise<void> {
    const cloud = this.readable(account);
    if (!cloud) return Promise.resolve();
    const running = this.syncing.get(account.id);
    if (running) {
      this.stale.add(account.id);
      return running;
    }
    const syncing = this.read(account, cloud).finally(() => this.syncing.delete(account.id));
    this.syncing.set(account.id, syncing);
    return syncing;
  }

  /** The account's credentials, when they let its templates be read. */
  private readable(account: ChannelAccount): CloudAccount | null {
    const cloud = account.mode === 'live' ? this.credentials.of(account.name) : null;
    return cloud?.businessAccountId ? cloud : null;
  }

  private async read(account: ChannelAccount, cloud: CloudAccount): Promise<void> {
    do {
      this.stale.delete(account.id);
      try {
        await this.replace(account, await this.fetchAll(cloud));
      } catch (error) {
        const { code, name } = error as Error & { code?: string };
        this.logger.warn({ account: account.name, code, error: name }, 'templates not read');
      }
    } while (this.stale.has(account.id) && !this.stopping.signal.aborted);
  }

  private async fetchAll(cloud: CloudAccount): Promise<MessageTemplate[]> {
    const found = new Map<string, MessageTemplate>();
    let unusable = 0;
    let after: string | undefined;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), fields: FIELDS, ...(after && { after }) });
      const path = `${cloud.businessAccountId}/message_templates?${query}`;
      const { data, paging } = templatePageSchema.parse(
        await this.graph.request(cloud, path, { signal: this.stopping.signal }),
      );
      for (const each of data) {
        const template = templateOf(each);
        if (template) found.set(`${template.name} ${template.language}`, template);
        else unusable += 1;
      }
      after = paging?.next ? paging.cursors?.after : undefined;
      if (!after) break;
    }
    this.logger.log({ templates: found.size, unusable }, 'templates read');
    return [...found.values()];
  }

  private async replace(account: ChannelAccount, templates: MessageTemplate[]): Promise<void> {
    const names = templates.map(({ name }) => name);
    const languages = templates.map(({ language }) => language);
    await this.database.transaction(async (tx) => {
      // Two processes may have read at once: the later one waits, and then has the last word.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`templates ${account.id}`]);
      await tx.query(
        `DELETE FROM whatsapp_template t
          WHERE account_id = $1
            AND NOT EXISTS (SELECT 1 FROM unnest($2::text[], $3::text[]) AS k (name, language)
                             WHERE k.name = t.name AND k.language = t.language)`,
        [account.id, names, languages],
      );
      await tx.query(
        `INSERT INTO whatsapp_template (account_id, name, language, status, category, quality, text, variables)
         SELECT $1::uuid, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
         ON CONFLICT (account_id, name, language) DO UPDATE
            SET status = excluded.status, category = excluded.category, quality = excluded.quality,
                text = excluded.text, variables = excluded.variables, synced_at = now()`,
        [
          account.id,
          names,
          languages,
          templates.map(({ status }) => status),
          templates.map(({ category }) => category),
          templates.map(({ quality }) => quality),
          templates.map(({ text }) => text),
          templates.map(({ variables }) => variables),
        ],
      );
    });
  }
}
