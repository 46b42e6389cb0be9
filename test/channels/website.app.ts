import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ChannelAccounts } from '../../src/channels/core/channel-accounts.js';
import type { OutboundMessage } from '../../src/channels/core/channel-adapter.js';
import { ChannelRegistryModule, InboundModule } from '../../src/channels/core/channels-core.module.js';
import { WebsiteAdapter } from '../../src/channels/website/website.adapter.js';
import { WebsiteModule } from '../../src/channels/website/website.module.js';
import { createHttpAdapter } from '../../src/http-adapter.js';
import { AccessModule } from '../../src/platform/access/access.module.js';
import { ConfigModule } from '../../src/platform/config/config.module.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { newId } from '../../src/platform/database/ids.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { Nudges } from '../../src/platform/queue/nudges.js';
import { Sweeps } from '../../src/platform/queue/sweeps.js';
import { RealtimeModule } from '../../src/platform/realtime/realtime.module.js';
import { setUpRealtime } from '../../src/platform/realtime/socket.adapter.js';
import { StorageModule } from '../../src/platform/storage/storage.module.js';
import { createTestDatabase, type TestDatabase, testFolder } from '../harness/index.js';

/** No workers here: what reached the journal is all that a channel can be asked about. */
class NoNudges extends Nudges {
  nudgeAnew(): void {}

  nudge(): void {}
}

@Global()
@Module({ providers: [{ provide: Nudges, useClass: NoNudges }, Sweeps], exports: [Nudges, Sweeps] })
class NoQueueModule {}

/** The website channel on a real port and a real database, with everything below it and nothing above it. */
export class WebsiteApp {
  private constructor(
    readonly url: string,
    readonly db: TestDatabase,
    private readonly app: NestFastifyApplication,
  ) {}

  static async start(env: Record<string, string> = {}, db?: TestDatabase): Promise<WebsiteApp> {
    const database = db ?? (await createTestDatabase());
    const config = loadConfig(
      {
        NODE_ENV: 'test',
        DATA_DIR: mkdtempSync(join(testFolder(), 'data-')),
        INSAT_SECRET_KEY: 'the same secret key for every process of a test',
        ...env,
      },
      testFolder(),
    );
    @Module({
      imports: [
        ConfigModule.of(config),
        DatabaseModule.at(database.url),
        StorageModule,
        RealtimeModule,
        HttpModule,
        AccessModule,
        NoQueueModule,
        InboundModule,
        ChannelRegistryModule.of([{ module: WebsiteModule, adapter: WebsiteAdapter }]),
      ],
    })
    class WebsiteAppModule {}
    const app = await NestFactory.create<NestFastifyApplication>(WebsiteAppModule, createHttpAdapter(), {
      logger: ['error', 'warn'],
      bodyParser: false,
      abortOnError: false,
    });
    setUpRealtime(app);
    await app.init();
    await app.listen(0, '127.0.0.1');
    return new WebsiteApp(await app.getUrl(), database, app);
  }

  get account() {
    return this.app.get(ChannelAccounts).named('website', 'default');
  }

  /** Answers a visitor as `delivery` would. @returns the id of the answer */
  async answer(visitorId: string, fields: Partial<OutboundMessage> = {}): Promise<string> {
    const id = fields.id ?? newId();
    await this.app.get(WebsiteAdapter).send({
      id,
      conversationId: newId(),
      account: this.account,
      to: { address: visitorId, displayName: null },
      text: 'وعليكم السلام، كيف نخدمك؟',
      subject: null,
      language: 'ar',
      attachments: [],
      thread: [],
      template: null,
      automatic: false,
      reference: '100-0017',
      ...fields,
    });
    return id;
  }

  /** What the pipeline finds in the journal, parsed by the adapter. */
  async journal() {
    const rows = await this.db.database.query<{
      id: string;
      kind: string;
      external_id: string;
      raw: Buffer;
      received_at: Date;
    }>('SELECT id, kind, external_id, raw, received_at FROM inbound_event ORDER BY id');
    return rows.map((row) => ({
      kind: row.kind,
      externalId: row.external_id,
      ...this.app.get(WebsiteAdapter).parse({
        id: row.id,
        externalId: row.external_id,
        raw: row.raw,
        receivedAt: row.received_at,
        account: this.account,
      }),
    }));
  }

  /** Puts one officer at the desk. */
  async bringOfficer(): Promise<void> {
    await this.db.database.query(
      `INSERT INTO staff (id, email, name, password_hash, role, present_until)
       VALUES ($1, 'officer@example.org', 'Officer', 'x', 'officer', 'infinity')`,
      [newId()],
    );
  }

  async stop({ keepDatabase = false } = {}): Promise<void> {
    await this.app.close();
    if (!keepDatabase) await this.db.close();
  }
}

/** A visitor with nothing but HTTP. */
export class TestVisitor {
  private constructor(
    readonly id: string,
    readonly token: string,
    private readonly base: string,
  ) {}

  static async arrive(url: string, language: 'ar' | 'en' = 'ar'): Promise<TestVisitor> {
    const base = `${url}/channels/website/default`;
    const response = await fetch(`${base}/visitors`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language }),
    });
    if (response.status !== 201) throw new Error(`Arriving was answered with ${response.status}`);
    const { visitorId, token } = (await response.json()) as { visitorId: string; token: string };
    return new TestVisitor(visitorId, token, base);
  }

  async call(method: string, path: string, body?: unknown) {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.base}/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
    const answer: any = isJson ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: answer };
  }

  write(text: string, fields: object = {}) {
    return this.call('POST', 'messages', { id: newId(), text, ...fields });
  }

  upload(name: string, content: Buffer | string, type = 'application/octet-stream') {
    const form = new FormData();
    form.append('file', new Blob([content as never], { type }), name);
    return this.call('POST', 'attachments', form);
  }
}
