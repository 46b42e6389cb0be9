import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { io, type Socket } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import {
  type MailServer,
  type SmtpStandIn,
  startMailServer,
  startSmtpServer,
} from '../harness/mail-server.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const ALWAYS_OPEN = { from: '00:00', to: '24:00' };
const OFFICER = { email: 'officer@insat.test', password: 'an officer for tests' };

interface List<T> {
  data: T[];
}

describe.each(['postgres', 'redis'] as const)('the main job with BullMQ on %s', (queue) => {
  let hub: RunningHub;
  let admin: ApiClient;
  let officer: ApiClient;
  let officerId: string;
  let socket: Socket;
  let twilio: TwilioStandIn;
  let imap: MailServer;
  let smtp: SmtpStandIn;

  beforeAll(async () => {
    const sms = await startTwilio();
    twilio = sms.twilio;
    [imap, smtp] = await Promise.all([startMailServer('help'), startSmtpServer()]);
    hub = await startHub({
      queue,
      env: {
        ...sms.env,
        EMAIL_IMAP_URL: imap.url,
        EMAIL_SMTP_URL: smtp.url,
        EMAIL_FROM: 'Charity <help@charity.example>',
      },
    });
    admin = await hub.signIn();
    const settings = await admin.get<Record<string, unknown>>('/settings');
    const week = Object.fromEntries(
      ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, ALWAYS_OPEN]),
    );
    await admin.put('/settings', { ...settings, workingHours: week, holidays: [] });
    const teams = await admin.get<List<{ id: string }>>('/teams');
    ({ id: officerId } = await admin.post<{ id: string }>('/staff', {
      ...OFFICER,
      name: 'نورة',
      role: 'officer',
      teamIds: teams.data.map((team) => team.id),
    }));
    officer = await hub.signIn(OFFICER);
    socket = io(`${hub.url}/inbox`, { transports: ['websocket'], extraHeaders: { cookie: officer.cookie } });
    await waitFor(() => socket.connected, { message: "the officer's socket" });
  });

  afterAll(async () => {
    socket?.close();
    await hub?.stop();
    await Promise.all([twilio?.close(), imap?.close(), smtp?.close()]);
  });

  const conversationOf = (address: string, status = 'open') =>
    waitFor(
      async () => {
        const { data } = await officer.get<List<ConversationView>>(
          `/conversations?view=all&status=${status}&q=${encodeURIComponent(address)}`,
        );
        return data.find(
          (conversation) => conversation.contactPoint.address === address && conversation.assignee !== null,
        );
      },
      { message: `the conversation of ${address} with an officer` },
    );
  const thread = async (id: string) =>
    (await officer.get<List<MessageView>>(`/conversations/${id}/messages`)).data;
  const status = (id: string, messageId: string, wanted: string) =>
    waitFor(async () => (await thread(id)).find((message) => message.id === messageId)?.status === wanted, {
      message: `the message to be ${wanted}`,
    });

  test('SMS: arrives once, is shown live, routed, confirmed, answered and proven delivered', async () => {
    const from = '+966501112233';
    const seenLive = new Promise<ConversationView>((resolve) => {
      socket.on('conversations.changed', ({ conversations }: { conversations: ConversationView[] }) => {
        const mine = conversations.find(({ contactPoint }) => contactPoint.address === from);
        if (mine?.assignee) resolve(mine);
      });
    });
    const message = {
      from,
      body: 'السلام عليكم، أحتاج مساعدة في إيجار البيت',
      messageSid: `SM${'1'.repeat(32)}`,
    };
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect((await twilio.inbound(PUBLIC_URL, message, { deliverTo: hub.url })).status).toBe(200);
    }

    const live = await seenLive;
    expect(live).toMatchObject({ channel: 'sms', account: 'default', preview: message.body, unread: 1 });
    expect(live.assignee?.id).toBe(officerId);

    const [receipt] = await twilio.taken(1);
    expect(receipt).toMatchObject({ to: from });
    expect(receipt!.body).toContain(live.reference);
    expect((await thread(live.id)).filter(({ direction }) => direction === 'inbound')).toHaveLength(1);

    const reply = await officer.post<MessageView>(
      `/conversations/${live.id}/replies`,
      { text: 'وعليكم السلام، أرسلوا صورة العقد' },
      { 'idempotency-key': 'one' },
    );
    const again = await officer.post<MessageView>(
      `/conversations/${live.id}/replies`,
      { text: 'وعليكم السلام، أرسلوا صورة العقد' },
      { 'idempotency-key': 'one' },
    );
    expect(again.id).toBe(reply.id);
    const [, sent] = await twilio.taken(2);
    expect(sent).toMatchObject({ to: from, body: 'وعليكم السلام، أرسلوا صورة العقد' });
    for (const report of ['delivered', 'sent']) await twilio.report(sent!, report, { deliverTo: hub.url });
    await status(live.id, reply.id, 'delivered');
    expect(twilio.messages.filter(({ to }) => to === from)).toHaveLength(2);
    expect(twilio.violations).toEqual([]);
  });

  test('SMS: who writes again after closing returns to the same officer, with a second receipt', async () => {
    const from = '+966501112233';
    const conversation = await conversationOf(from);
    await officer.put(`/conversations/${conversation.id}/status`, { status: 'closed' });
    await twilio.inbound(PUBLIC_URL, { from, body: 'عندي سؤال آخر' }, { deliverTo: hub.url });
    const reopened = await conversationOf(from);
    expect(reopened).toMatchObject({
      id: conversation.id,
      reference: conversation.reference,
      status: 'open',
    });
    expect(reopened.assignee?.id).toBe(officerId);
    await waitFor(
      () =>
        twilio.messages.filter(({ to, body }) => to === from && body.includes(conversation.reference))
          .length === 2,
      {
        message: 'the second receipt',
      },
    );
  });

  test('e-mail: comes by IDLE, is confirmed and answered in its thread, and the answer to that comes back to it', async () => {
    const address = 'um.mohammed@example.com';
    await imap.deliver(
      mail({
        id: 'first@example.com',
        from: `أم محمد <${address}>`,
        subject: 'طلب مساعدة',
        text: 'أرجو المساعدة في فاتورة الكهرباء',
      }),
    );
    const conversation = await conversationOf(address);
    expect(conversation).toMatchObject({ channel: 'email', subject: 'طلب مساعدة' });

    const receipt = await waitFor(() => smtp.mails[0], { message: 'the receipt' });
    const receiptMail = await simpleParser(receipt.raw);
    expect(receiptMail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(receiptMail.text).toContain(conversation.reference);
    expect(receiptMail.inReplyTo).toBe('<first@example.com>');

    const reply = await officer.post<MessageView>(`/conversations/${conversation.id}/replies`, {
      text: 'وصلت الفاتورة، نعمل على سدادها',
    });
    const answer = await waitFor(() => smtp.mails[1], { message: 'the answer' });
    const answerMail = await simpleParser(answer.raw);
    expect(answerMail.text).toContain('نعمل على سدادها');
    expect(answerMail.html).toContain('dir="rtl"');
    expect(answerMail.headers.get('auto-submitted')).toBe('no');
    await status(conversation.id, reply.id, 'sent');

    await imap.deliver(
      mail({
        id: 'second@example.com',
        from: address,
        subject: 'Re: طلب مساعدة',
        text: 'جزاكم الله خيرا',
        inReplyTo: answerMail.messageId,
      }),
    );
    await waitFor(
      async () => (await thread(conversation.id)).some(({ text }) => text === 'جزاكم الله خيرا'),
      { message: 'the reply in its thread' },
    );

    await imap.deliver(
      mail({
        id: 'third@example.com',
        from: 'somebody.else@example.com',
        subject: 'Re: طلب مساعدة',
        text: 'أنا شخص آخر',
        inReplyTo: answerMail.messageId,
      }),
    );
    const stranger = await conversationOf('somebody.else@example.com');
    expect(stranger.id).not.toBe(conversation.id);
  });

  test('website: a visitor writes, is confirmed and answered in the widget, and the officer sees it was read', async () => {
    const door = `${hub.url}/channels/website/default`;
    const visitor = (await (
      await fetch(`${door}/visitors`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ language: 'ar' }),
      })
    ).json()) as { visitorId: string; token: string };
    const headers = { authorization: `Bearer ${visitor.token}`, 'content-type': 'application/json' };
    const id = uuidv7();
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const posted = await fetch(`${door}/messages`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ id, text: 'هل المكتب مفتوح اليوم؟' }),
      });
      expect(posted.status).toBeLessThan(300);
    }
    const conversation = await conversationOf(visitor.visitorId);
    const reply = await officer.post<MessageView>(`/conversations/${conversation.id}/replies`, {
      text: 'نعم، حتى الرابعة عصرا',
    });
    await status(conversation.id, reply.id, 'sent');
    const history = (await (await fetch(`${door}/messages`, { headers })).json()) as List<{
      id: string;
      text: string;
    }>;
    expect(history.data.filter(({ text }) => text === 'هل المكتب مفتوح اليوم؟')).toHaveLength(1);
    expect(history.data.some(({ text }) => text.includes(conversation.reference))).toBe(true);
    expect(history.data.some(({ text }) => text === 'نعم، حتى الرابعة عصرا')).toBe(true);
    const read = await fetch(`${door}/read`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ ids: [reply.id] }),
    });
    expect(read.status).toBeLessThan(300);
    await status(conversation.id, reply.id, 'read');
  });

  test('everything that was done is in the audit, and nobody may change it', async () => {
    const conversation = await conversationOf('+966501112233');
    const { data } = await officer.get<List<{ action: string }>>(`/conversations/${conversation.id}/audit`);
    const actions = data.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'conversation.opened',
        'conversation.routed',
        'conversation.assigned',
        'receipt.published',
        'conversation.replied',
        'conversation.closed',
        'conversation.reopened',
      ]),
    );
    await expect(hub.sql('DELETE FROM audit_line')).rejects.toThrow(/append-only/);
  });

  test('no word, name or number of a person is in the logs or in a job', async () => {
    for (const secret of ['966501112233', 'um.mohammed', 'إيجار', 'الكهرباء'])
      expect(hub.logs).not.toContain(secret);
    if (queue === 'postgres') {
      const jobs = await hub.sql<{ data: unknown }>('SELECT data FROM bullmq.job');
      for (const { data } of jobs)
        expect(Object.keys(data as object).every((key) => ['lane', 'accountId'].includes(key))).toBe(true);
    }
  });
});

function mail(parts: {
  id: string;
  from: string;
  subject: string;
  text: string;
  inReplyTo?: string | undefined;
}): string {
  const encode = (words: string) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`;
  const [, name, address] = /^(?:(.*) )?<?([^<>]+)>?$/.exec(parts.from) ?? [];
  return [
    `From: ${name ? `${encode(name)} ` : ''}<${address}>`,
    'To: help@charity.example',
    `Subject: ${encode(parts.subject)}`,
    `Message-ID: <${parts.id}>`,
    ...(parts.inReplyTo ? [`In-Reply-To: ${parts.inReplyTo}`] : []),
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(parts.text).toString('base64'),
    '',
  ].join('\r\n');
}
