import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import {
  type MailServer,
  type SmtpStandIn,
  startMailServer,
  startSmtpServer,
} from '../harness/mail-server.js';

interface Conversation {
  id: string;
  reference: string;
  subject: string;
  contactPoint: { address: string };
}
interface Message {
  id: string;
  direction: string;
  text: string;
  status: string | null;
  notice: string | null;
  externalId: string | null;
  error: { code: string } | null;
}

describe('e-mail through the running hub', () => {
  let mailbox: MailServer;
  let smtp: SmtpStandIn;
  let hub: RunningHub;
  let api: ApiClient;

  const mail = (id: string, text: string, head = '') =>
    `From: Sara <sara@example.com>\r\nTo: info@example.org\r\nSubject: =?utf-8?B?${Buffer.from('طلب مساعدة').toString('base64')}?=\r\nMessage-ID: <${id}@example.com>\r\n${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  const conversations = async () => (await api.get<{ data: Conversation[] }>('/conversations?view=all')).data;
  const messagesOf = async (id: string) =>
    (await api.get<{ data: Message[] }>(`/conversations/${id}/messages`)).data;
  const sent = async (text: string) => {
    const found = await waitFor(
      async () => {
        for (const { raw } of smtp.mails) {
          const parsed = await simpleParser(raw);
          if (parsed.text?.includes(text)) return parsed;
        }
        return undefined;
      },
      { timeout: 30_000, message: `a mail with ${text}` },
    );
    return found;
  };

  beforeAll(async () => {
    mailbox = await startMailServer();
    smtp = await startSmtpServer();
    hub = await startHub({
      env: {
        EMAIL_IMAP_URL: mailbox.url,
        EMAIL_SMTP_URL: smtp.url,
        EMAIL_FROM: 'جمعية البر <info@example.org>',
      },
    });
    api = await hub.signIn();
  }, 120_000);
  afterAll(async () => {
    await hub?.stop();
    await smtp?.close();
    await mailbox?.close();
  });

  it('answers in the thread, takes the answer to the answer, and learns of a bounce', async () => {
    await mailbox.deliver(mail('first', 'السلام عليكم، أحتاج مساعدة'));
    const conversation = await waitFor(async () => (await conversations())[0], { timeout: 30_000 });
    expect(conversation).toMatchObject({
      subject: 'طلب مساعدة',
      contactPoint: { address: 'sara@example.com' },
    });

    const receipt = await sent(conversation.reference);
    expect([receipt.inReplyTo, receipt.headers.get('auto-submitted')]).toEqual([
      '<first@example.com>',
      'auto-replied',
    ]);

    await api.post(
      `/conversations/${conversation.id}/replies`,
      { text: 'وعليكم السلام، أهلاً بك' },
      { 'idempotency-key': 'one' },
    );
    const reply = await sent('أهلاً بك');
    expect(reply.references).toContain('<first@example.com>');
    const ours = await waitFor(async () =>
      (await messagesOf(conversation.id)).find(
        ({ text, status }) => text.includes('أهلاً بك') && status === 'sent',
      ),
    );
    expect(reply.messageId).toBe(`<${ours.id}@example.org>`);

    await mailbox.deliver(
      mail(
        'second',
        `شكراً لكم\r\n\r\nفي الأحد، 15 مارس 2026 في 5:04 ص تمت كتابة ما يلي بواسطة info <info@example.org>:\r\n> أهلاً بك`,
        `In-Reply-To: ${reply.messageId}\r\n`,
      ),
    );
    await waitFor(async () => (await messagesOf(conversation.id)).find(({ text }) => text === 'شكراً لكم'), {
      timeout: 30_000,
    });
    expect(await conversations()).toHaveLength(1);

    await mailbox.deliver(
      `From: MAILER-DAEMON@mx.example.com\r\nReturn-Path: <>\r\nSubject: Undelivered Mail\r\nMessage-ID: <dsn@mx.example.com>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; sara@example.com\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${reply.messageId}\r\n\r\nx\r\n--b--\r\n`,
    );
    const failed = await waitFor(
      async () =>
        (await messagesOf(conversation.id)).find(({ id, status }) => id === ours.id && status === 'failed'),
      { timeout: 30_000 },
    );
    expect(failed.error?.code).toBe('5.2.2');
    expect(await conversations()).toHaveLength(1);
  });

  it('puts the mail of a stranger who names our mail into a conversation of its own', async () => {
    const [known] = await conversations();
    const [ours] = (await messagesOf(known?.id ?? '')).filter(({ direction }) => direction === 'outbound');
    await mailbox.deliver(
      mail('stranger', 'من أنا؟', `In-Reply-To: <${ours?.id}@example.org>\r\n`).replace('sara@', 'mallory@'),
    );
    await waitFor(async () => (await conversations()).length === 2, { timeout: 30_000 });
  });

  it('sets aside what is no mail, where an administrator sees it', async () => {
    await mailbox.deliver('this is no mail at all\r\n\r\nreally');
    const [row] = await waitFor(
      async () => {
        const { data } = await api.get<{ data: { channel: string; error: string }[] }>(
          '/inbound-events?state=set_aside',
        );
        return data.length > 0 ? data : undefined;
      },
      { timeout: 30_000 },
    );
    expect(row).toMatchObject({ channel: 'email', error: expect.stringContaining('no mail') });
  });
});
