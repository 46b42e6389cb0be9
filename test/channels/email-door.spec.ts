import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccountSettings } from '../../src/channels/core/account-settings.js';
import { ChannelAccounts } from '../../src/channels/core/channel-accounts.js';
import type { ChannelAccount } from '../../src/channels/core/channel-adapter.js';
import { AccountNotFoundError, GatewayUnavailableError } from '../../src/channels/core/channels.errors.js';
import { type InboundEvent, InboundGateway } from '../../src/channels/core/inbound-gateway.js';
import { EmailAdapter } from '../../src/channels/email/email.adapter.js';
import { EmailModule } from '../../src/channels/email/email.module.js';
import { createHttpAdapter } from '../../src/http-adapter.js';
import { Config, type Environment, environmentSchema } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { ProblemFilter } from '../../src/platform/http/problem.filter.js';

const TOKEN = 'a token of some length';
const ID = '0199a1b2-0000-7000-8000-000000000001';
const MAIL = 'From: Sara <sara@example.com>\r\nMessage-ID: <one@example.com>\r\nSubject: s\r\n\r\nhello';

class TestConfig extends Config {
  readonly env: Environment;
  readonly publicUrl = 'http://localhost:3000';
  readonly dataDir = '/nonexistent';
  protected readonly secret = Buffer.alloc(32);

  constructor(environment: Record<string, string>) {
    super();
    this.env = environmentSchema.parse(environment);
  }

  derivedKey(purpose: string): Buffer {
    return Buffer.from(purpose.padEnd(32).slice(0, 32));
  }
}

class KeptEvents extends InboundGateway {
  readonly events: InboundEvent[] = [];
  error: Error | null = null;

  async receive(_account: ChannelAccount, events: InboundEvent[]): Promise<void> {
    if (this.error) throw this.error;
    this.events.push(...events);
  }
}

const account: ChannelAccount = { id: ID, channel: 'email', name: 'default', mode: 'live' };

/** The raw door on a real port, with the hub's own HTTP server in front and a journal of memory behind. */
async function openDoor(environment: Record<string, string>) {
  const journal = new KeptEvents();
  const accounts = {
    named: (channel: string, name: string) => {
      if (channel === 'email' && name === 'default') return account;
      throw new AccountNotFoundError(`${channel}/${name}`);
    },
  };
  @Global()
  @Module({
    providers: [
      { provide: Config, useValue: new TestConfig(environment) },
      { provide: InboundGateway, useValue: journal },
      { provide: ChannelAccounts, useValue: accounts },
      AccountSettings,
      // No mailbox is opened here.
      { provide: Database, useValue: {} },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
    exports: [Config, InboundGateway, ChannelAccounts, Database, AccountSettings],
  })
  class Surroundings {}
  const module = await Test.createTestingModule({ imports: [Surroundings, EmailModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(), {
    bodyParser: false,
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { app, journal, url: await app.getUrl() };
}

describe('the raw door', () => {
  let door: Awaited<ReturnType<typeof openDoor>>;
  let sandbox: Awaited<ReturnType<typeof openDoor>>;

  beforeAll(async () => {
    door = await openDoor({
      EMAIL_INBOUND_TOKEN: TOKEN,
      EMAIL_SMTP_URL: 'smtp://127.0.0.1:1',
      EMAIL_FROM: 'Info <info@example.org>',
    });
    sandbox = await openDoor({});
  });
  afterAll(async () => {
    await Promise.all([door.app.close(), sandbox.app.close()]);
  });
  afterEach(() => {
    door.journal.events.length = 0;
    door.journal.error = null;
  });

  const post = async (
    body: string | Buffer,
    headers: Record<string, string> = {},
    at = door,
    name = 'default',
  ) => {
    const response = await fetch(`${at.url}/channels/email/${name}/raw`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${TOKEN}`, ...headers },
      body: body as string,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('journals the bytes as they came and then says so', async () => {
    expect(await post(MAIL)).toEqual({ status: 202, body: { accepted: true } });
    expect(door.journal.events).toEqual([
      {
        kind: 'message',
        externalId: '<one@example.com>',
        sender: 'sara@example.com',
        raw: Buffer.from(MAIL),
      },
    ]);
  });

  it.each([
    ['X-Insat-Token', { authorization: '', 'x-insat-token': TOKEN }],
    ['another content type for bytes', { 'content-type': 'application/octet-stream' }],
  ])('takes %s', async (_name, headers) => {
    expect((await post(MAIL, headers)).status).toBe(202);
  });

  it('refuses who has no token before the mail comes in', async () => {
    const { hostname, port } = new URL(door.url);
    const head = `POST /channels/email/default/raw HTTP/1.1\r\nHost: hub\r\nContent-Type: message/rfc822\r\nContent-Length: 20000000\r\n\r\n`;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(head));
      socket.once('data', (bytes) => {
        resolve(bytes.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('takes a mail of 20 MB', async () => {
    expect((await post(`${MAIL}${'x'.repeat(20 * 1024 * 1024)}`)).status).toBe(202);
  });

  it.each([
    ['no token', MAIL, { authorization: '' }, 403, 'channel.signature_invalid'],
    ['another token', MAIL, { authorization: 'Bearer something else' }, 403, 'channel.signature_invalid'],
    ['an empty body', '', {}, 400, 'channel.payload_invalid'],
    ['JSON', '{"a":1}', { 'content-type': 'application/json' }, 400, 'channel.payload_invalid'],
    ['broken JSON', '{"a":', { 'content-type': 'application/json' }, 400, undefined],
    [
      'a form',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded' },
      400,
      'channel.payload_invalid',
    ],
    ['a picture', MAIL, { 'content-type': 'image/png' }, 415, undefined],
    ['26 MB', 'x'.repeat(26 * 1024 * 1024), {}, 413, undefined],
  ])('refuses %s', async (_name, body, headers: Record<string, string>, status, code) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    if (code) expect(answer.body['code']).toBe(code);
    expect(door.journal.events).toEqual([]);
  });

  it('knows only its own accounts', async () => {
    expect((await post(MAIL, {}, door, 'other')).status).toBe(404);
  });

  it('does not accept what could not be kept', async () => {
    door.journal.error = new GatewayUnavailableError();
    expect((await post(MAIL)).status).toBe(503);
  });

  it('is closed without EMAIL_INBOUND_TOKEN, and says which name to set', async () => {
    const answer = await post(MAIL, {}, sandbox);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      403,
      expect.stringContaining('EMAIL_INBOUND_TOKEN is not set'),
    ]);
  });

  it('is live only when it can send', () => {
    expect(
      [door, sandbox].map(({ app }) => app.get(EmailAdapter, { strict: false }).modeOf('default')),
    ).toEqual(['live', 'sandbox']);
    expect(door.app.get(EmailAdapter, { strict: false }).modeOf('other')).toBe('off');
  });

  it('parses what it has journalled', async () => {
    await post(MAIL);
    const [event] = door.journal.events;
    const adapter = door.app.get(EmailAdapter, { strict: false });
    const payload = {
      id: ID,
      externalId: '<one@example.com>',
      raw: event?.raw as Buffer,
      receivedAt: new Date(),
      account,
    };
    expect((await adapter.parse(payload)).message).toMatchObject({
      sender: { address: 'sara@example.com' },
      text: 'hello',
    });
  });
});
