import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelAccount } from '../../src/channels/core/channel-adapter.js';
import { type InboundEvent, InboundGateway } from '../../src/channels/core/inbound-gateway.js';
import { EmailBookmarks } from '../../src/channels/email/email.bookmark.js';
import { EmailMailboxes } from '../../src/channels/email/email.imap.js';
import { MailboxLocks } from '../../src/channels/email/email.lock.js';
import { parseEmail } from '../../src/channels/email/email.parser.js';
import { newId } from '../../src/platform/database/ids.js';
import { createTestDatabase, type TestDatabase, waitFor } from '../harness/index.js';
import { type MailServer, startMailServer } from '../harness/mail-server.js';

/** Keeps what it gets, each id once, as the journal does; can be down. */
class KeepingGateway extends InboundGateway {
  readonly events = new Map<string, InboundEvent>();
  isDown = false;
  calls = 0;

  async receive(_account: ChannelAccount, events: InboundEvent[]): Promise<void> {
    this.calls += 1;
    if (this.isDown) throw new Error('the journal is down');
    for (const event of events)
      if (!this.events.has(event.externalId)) this.events.set(event.externalId, event);
  }

  ids(): string[] {
    return [...this.events.keys()];
  }
}

const mail = (id: string, text = 'السلام عليكم') =>
  Buffer.from(
    `From: Sara <sara@example.com>\r\nTo: info@example.org\r\nSubject: =?utf-8?B?${Buffer.from('طلب').toString('base64')}?=\r\nMessage-ID: <${id}@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`,
  );
const idOf = (id: string) => `<${id}@example.com>`;

describe('a mailbox', () => {
  let db: TestDatabase;
  let server: MailServer;
  let account: ChannelAccount;
  let gateway: KeepingGateway;
  let readers: EmailMailboxes[];

  const reader = (into: InboundGateway = gateway) => {
    const one = new EmailMailboxes(into, new EmailBookmarks(db.database), new MailboxLocks(db.database));
    readers.push(one);
    return one;
  };
  const start = async (into?: InboundGateway) => {
    const one = reader(into);
    await one.watch(account, server.url);
    return one;
  };
  const arrived = (...ids: string[]) =>
    waitFor(() => ids.every((id) => gateway.events.has(idOf(id))), {
      timeout: 20_000,
      message: () => `${ids.join()} to arrive; there are ${gateway.ids().join()}`,
    });
  const lastUid = async () => {
    const [row] = await db.database.query<{ last_uid: string }>(
      'SELECT last_uid FROM email_mailbox WHERE account_id = $1',
      [account.id],
    );
    return Number(row?.last_uid ?? -1);
  };

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  beforeEach(async () => {
    server = await startMailServer();
    account = { id: newId(), channel: 'email', name: newId(), mode: 'live' };
    await db.database.query('INSERT INTO channel_account (id, channel, name) VALUES ($1, $2, $3)', [
      account.id,
      'email',
      account.name,
    ]);
    gateway = new KeepingGateway();
    readers = [];
  });
  afterEach(async () => {
    await Promise.all(readers.map((one) => one.close()));
    await server.close();
  });
  afterAll(() => db.close());

  it('announces a new mail while we wait (IDLE), and hands it over as it came', async () => {
    await start();
    await waitFor(async () => (await lastUid()) === 0);
    const started = Date.now();
    await server.deliver(mail('one'));
    await arrived('one');
    expect(Date.now() - started).toBeLessThan(5_000);
    const event = gateway.events.get(idOf('one'));
    expect(event).toEqual({
      kind: 'message',
      externalId: idOf('one'),
      sender: 'sara@example.com',
      raw: mail('one'),
    });
    const { message } = await parseEmail(event?.raw as Buffer, {
      domain: 'example.org',
      receivedAt: new Date(),
    });
    expect(message).toMatchObject({ subject: 'طلب', text: 'السلام عليكم' });
  });

  it('gives up what came while nobody read it, also what another program has marked as read', async () => {
    await (await startAndRead('before')).close();
    await server.deliver(mail('missed'));
    await server.deliver(mail('seen'));
    await server.asOtherProgram(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:*', ['\\Seen']);
    });
    await start();
    await arrived('missed', 'seen');
    expect(await lastUid()).toBe(3);
  });

  it('is read from the bookmark on after a restart, and nothing twice', async () => {
    await (await startAndRead('first')).close();
    const calls = gateway.calls;
    await start();
    await server.deliver(mail('second'));
    await arrived('second');
    expect(gateway.calls).toBe(calls + 1);
  });

  it('moves its bookmark only behind what is journalled', async () => {
    gateway.isDown = true;
    await start();
    await server.deliver(mail('one'));
    await waitFor(() => gateway.calls > 0);
    expect(await lastUid()).toBe(0);
    gateway.isDown = false;
    await arrived('one');
    await waitFor(async () => (await lastUid()) === 1);
  });

  it('is read again from its first mail under a new UIDVALIDITY', async () => {
    await (await startAndRead('old')).close();
    const validity = async () =>
      (
        await db.database.query<{ uid_validity: string }>(
          'SELECT uid_validity FROM email_mailbox WHERE account_id = $1',
          [account.id],
        )
      )[0];
    const before = await validity();
    // It is made from the time, in seconds.
    await waitFor(() => Date.now() / 1000 > Number(before?.uid_validity) + 1);
    await server.stop();
    server.renumber();
    await server.start();
    gateway.events.clear();
    await server.deliver(mail('new'));
    await start();
    await arrived('old', 'new');
    await waitFor(async () => (await lastUid()) === 2);
    expect(await validity()).not.toEqual(before);
  });

  it('leaves alone what was old when it was opened for the first time', async () => {
    await server.asOtherProgram((client) =>
      client.append('INBOX', mail('ancient'), [], new Date('2020-01-01')),
    );
    await server.deliver(mail('recent'));
    await start();
    await arrived('recent');
    expect(gateway.ids()).toEqual([idOf('recent')]);
  });

  it('is opened again when the mail server comes back', async () => {
    await startAndRead('one');
    await server.stop();
    await server.start();
    await server.deliver(mail('two'));
    await arrived('two');
  });

  it('does not keep anybody waiting while the mail server is down', async () => {
    await server.stop();
    await start();
    await server.start();
    await server.deliver(mail('one'));
    await arrived('one');
  });

  it('has one reader at a time, and another takes over', async () => {
    const first = new KeepingGateway();
    const second = new KeepingGateway();
    const one = await start(first);
    await waitFor(async () => (await lastUid()) === 0);
    await start(second);
    await server.deliver(mail('one'));
    await waitFor(() => first.events.has(idOf('one')));
    expect(second.calls).toBe(0);
    await one.close();
    await server.deliver(mail('two'));
    await waitFor(() => second.events.has(idOf('two')));
    expect([second.ids(), first.ids()]).toEqual([[idOf('two')], [idOf('one')]]);
  });

  it('changes hands when the database ends the reader of the lock', async () => {
    await startAndRead('one');
    await db.database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    await server.deliver(mail('two'));
    await arrived('two');
  });

  it('does not let a mail that the server cannot hand over stop those behind it', async () => {
    await server.deliver(mail('one'));
    await server.deliver(mail('broken'));
    await server.deliver(mail('three'));
    server.damage('<broken@');
    await start();
    await arrived('one', 'three');
    const [kept] = [...gateway.events.values()].filter(({ externalId }) => externalId.startsWith('imap:'));
    expect(kept?.externalId).toMatch(/^imap:\d+:2$/);
    await expect(parseEmail(kept?.raw as Buffer, { domain: null, receivedAt: new Date() })).rejects.toThrow(
      'no mail',
    );
  });

  it('takes many mails in few hand-overs, in their order', async () => {
    await server.asOtherProgram(async (client) => {
      for (let i = 0; i < 60; i += 1) await client.append('INBOX', mail(`m${i}`));
    });
    await start();
    await arrived('m59');
    expect(gateway.ids()).toEqual(Array.from({ length: 60 }, (_, i) => idOf(`m${i}`)));
    expect(gateway.calls).toBeLessThanOrEqual(4);
  });

  async function startAndRead(id: string): Promise<EmailMailboxes> {
    const one = await start();
    await server.deliver(mail(id));
    await arrived(id);
    await waitFor(async () => (await lastUid()) > 0);
    return one;
  }
});
