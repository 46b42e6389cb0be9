import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { AccountSettings } from '../../src/channels/core/account-settings.js';
import { type OutboundMessage, SendError } from '../../src/channels/core/channel-adapter.js';
import { EmailSender } from '../../src/channels/email/email.sender.js';
import { EmailSettings } from '../../src/channels/email/email.settings.js';
import type { Config } from '../../src/platform/config/config.js';
import { freePort } from '../harness/index.js';
import { type SmtpStandIn, startSmtpServer } from '../harness/mail-server.js';

const ID = '0199a1b2-0000-7000-8000-000000000001';

const message = (over: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: ID,
  conversationId: 'c',
  account: { id: 'a', channel: 'email', name: 'default', mode: 'live' },
  to: { address: 'sara@example.com', displayName: 'سارة' },
  text: 'وعليكم السلام، رقمكم 100-0017',
  subject: 'طلب مساعدة',
  language: 'ar',
  attachments: [],
  thread: ['<first@example.com>', '<last@example.com>'],
  template: null,
  automatic: false,
  reference: '100-0017',
  ...over,
});

describe('sending by SMTP', () => {
  let server: SmtpStandIn;
  let sender: EmailSender;

  const senderTo = (url: string, plus = false) =>
    new EmailSender(
      new EmailSettings(
        {
          env: { EMAIL_SMTP_URL: url, EMAIL_FROM: 'جمعية البر <info@example.org>', EMAIL_REPLY_PLUS: plus },
          derivedKey: (purpose: string) => Buffer.from(purpose.padEnd(32).slice(0, 32)),
        } as unknown as Config,
        new AccountSettings(),
      ),
    );
  const failure = async (promise: Promise<unknown>): Promise<SendError> => {
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof SendError)) throw new Error(`not a SendError: ${String(error)}`);
    return error;
  };

  beforeEach(async () => {
    server = await startSmtpServer();
    sender = senderTo(server.url);
  });
  afterEach(async () => {
    sender.close();
    await server.close();
  });

  it('delivers text and right-to-left HTML in the thread, under our own Message-ID', async () => {
    expect(await sender.send(message())).toEqual({ externalId: `<${ID}@example.org>`, status: 'sent' });
    const [sent] = server.mails;
    expect([sent?.from, sent?.to]).toEqual(['info@example.org', ['sara@example.com']]);
    const mail = await simpleParser(sent?.raw as Buffer);
    expect(mail).toMatchObject({
      messageId: `<${ID}@example.org>`,
      inReplyTo: '<last@example.com>',
      references: ['<first@example.com>', '<last@example.com>'],
      subject: 'Re: طلب مساعدة [100-0017]',
      text: expect.stringContaining('وعليكم السلام، رقمكم 100-0017'),
      html: expect.stringContaining('<html dir="rtl" lang="ar">'),
    });
    expect(mail.from?.value).toEqual([{ name: 'جمعية البر', address: 'info@example.org' }]);
    expect(mail.headers.get('auto-submitted')).toBe('no');
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
  });

  it('asks for a report of the delivery where one is needed as proof, and only there', async () => {
    await sender.send(message({ wantsProof: true }));
    await sender.send(message());
    expect(server.mails.map(({ reportsWanted }) => reportsWanted)).toEqual([
      ['SUCCESS', 'FAILURE', 'DELAY'],
      [],
    ]);
  });

  it('marks what the hub itself composed', async () => {
    await sender.send(message({ automatic: true }));
    const mail = await simpleParser(server.mails[0]?.raw as Buffer);
    expect([mail.headers.get('auto-submitted'), mail.headers.get('x-auto-response-suppress')]).toEqual([
      'auto-replied',
      'All',
    ]);
  });

  it('streams attachments with their Arabic names', async () => {
    const content = Buffer.alloc(3_000_000, 'x');
    const file = {
      fileName: 'عقد العمل.pdf',
      contentType: 'application/pdf',
      size: content.length,
      open: () => Readable.from([content]),
    };
    await sender.send(message({ attachments: [file] }));
    const mail = await simpleParser(server.mails[0]?.raw as Buffer);
    expect(mail.attachments.map(({ filename, contentType, size }) => [filename, contentType, size])).toEqual([
      ['عقد العمل.pdf', 'application/pdf', 3_000_000],
    ]);
  });

  it('gives a signed reply address where the account takes one', async () => {
    sender = senderTo(server.url, true);
    await sender.send(message());
    const mail = await simpleParser(server.mails[0]?.raw as Buffer);
    expect(mail.replyTo?.value[0]?.address).toMatch(/^info\+[0-9a-f]{48}@example\.org$/);
  });

  it('keeps several mails in flight over one pool', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => sender.send(message({ id: ID.replace(/01$/, String(10 + i)) }))),
    );
    expect(
      new Set(server.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw.toString())?.[1])).size,
    ).toBe(12);
  });

  it.each([
    [450, '4.2.1 mailbox busy', { code: '4.2.1', retryable: true }],
    [451, 'greylisted, try again', { code: '451', retryable: true }],
    [550, '5.1.1 no such user', { code: '5.1.1', retryable: false }],
    [552, 'too large', { code: '552', retryable: false }],
  ])('maps %i %s at the recipient', async (code, words, expected) => {
    server.onRecipient = () => ({ code, message: words });
    expect(await failure(sender.send(message()))).toMatchObject({ ...expected, uncertain: false });
  });

  it.each([
    [452, '4.3.1 no space', { code: '4.3.1', retryable: true }],
    [554, '5.7.1 looks like spam', { code: '5.7.1', retryable: false }],
  ])('maps %i %s after the mail', async (code, words, expected) => {
    server.onMail = () => ({ code, message: words });
    expect(await failure(sender.send(message()))).toMatchObject({ ...expected, uncertain: false });
  });

  it('may try again when the server cannot be reached', async () => {
    sender.close();
    sender = senderTo(`smtp://127.0.0.1:${await freePort()}`);
    expect(await failure(sender.send(message()))).toMatchObject({ retryable: true, uncertain: false });
  });

  it('may try again when the line breaks before the mail', async () => {
    server.onRecipient = () => 'hang up';
    expect(await failure(sender.send(message()))).toMatchObject({ retryable: true, uncertain: false });
  });

  it('does not know what became of a mail when the line breaks behind its last byte', async () => {
    server.onMail = () => 'hang up';
    expect(await failure(sender.send(message()))).toMatchObject({ retryable: true, uncertain: true });
    server.onMail = () => undefined;
    await sender.send(message());
    expect(server.mails.map(({ raw }) => raw.includes(`Message-ID: <${ID}@example.org>`))).toEqual([true]);
  });

  it('goes on with the next mail after a refused one', async () => {
    server.onRecipient = (address) => (address.startsWith('bad') ? { code: 550, message: 'no' } : undefined);
    await failure(sender.send(message({ to: { address: 'bad@example.com', displayName: null } })));
    await sender.send(message());
    expect(server.mails).toHaveLength(1);
  });

  it('does not send to what is no address', async () => {
    expect(
      await failure(sender.send(message({ to: { address: 'nobody', displayName: null } }))),
    ).toMatchObject({ retryable: false });
  });
});
