import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { type InboundSms, TwilioStandIn } from '../harness/twilio-stand-in.mjs';

interface Conversation {
  id: string;
  contactPoint: { address: string; optedOut: boolean };
}
interface Message {
  id: string;
  direction: string;
  kind: string;
  text: string;
  status: string;
  error: { code: string } | null;
  attachments: { state: string; url: string }[];
}

let twilio: TwilioStandIn;
let hub: RunningHub;
let api: ApiClient;
/** As Twilio knows the hub; delivered to the address it listens on. */
let publicUrl: string;

beforeAll(async () => {
  twilio = await TwilioStandIn.start({
    accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
    authToken: 'd'.repeat(32),
  });
  publicUrl = 'https://hub.example.org';
  hub = await startHub({
    env: {
      PUBLIC_URL: publicUrl,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_FROM: '+15005550006',
      TWILIO_API_BASE_URL: twilio.url,
    },
  });
  api = await hub.signIn();
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

async function write(message: InboundSms): Promise<void> {
  const response = await twilio.inbound(publicUrl, message, { deliverTo: hub.url });
  expect(response.status).toBe(200);
}

function conversationOf(address: string): Promise<Conversation> {
  return waitFor(
    async () => {
      const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
      return data.find((conversation) => conversation.contactPoint.address === address);
    },
    { message: 'the conversation' },
  );
}

async function messagesOf({ id }: Conversation): Promise<Message[]> {
  return (await api.get<{ data: Message[] }>(`/conversations/${id}/messages`)).data;
}

function taken(to: string) {
  return waitFor(() => twilio.messages.find((message) => message.to === to), { message: 'an SMS' });
}

/** Writes a first message and waits until its receipt has been handed to Twilio and settled. */
async function acquainted(from: string): Promise<Conversation> {
  await write({ from, body: 'السلام عليكم' });
  const conversation = await conversationOf(from);
  await waitFor(async () => (await messagesOf(conversation)).some((message) => message.status === 'sent'));
  return conversation;
}

describe('SMS through the running hub', () => {
  test('answers with one receipt, and shows how far Twilio says it came', async () => {
    const from = '+966501000001';
    await write({ from, body: 'أحتاج مساعدة في الإيجار' });
    const receipt = await taken(from);
    expect(receipt.body).toMatch(/\p{Script=Arabic}/u);
    for (const status of ['delivered', 'sent']) {
      expect((await twilio.report(receipt, status, { deliverTo: hub.url })).status).toBe(200);
    }
    const conversation = await conversationOf(from);
    const delivered = await waitFor(async () =>
      (await messagesOf(conversation)).find((message) => message.status === 'delivered'),
    );
    expect(delivered.text).toBe(receipt.body);
    expect(twilio.violations).toEqual([]);
  });

  test('keeps one message and sends one receipt when the webhook is retried', async () => {
    const message = { from: '+966501000002', body: 'مرحبا', messageSid: `SM${'2'.repeat(32)}` };
    await Promise.all([write(message), write(message), write(message)]);
    await taken(message.from);
    await write(message);
    const conversation = await conversationOf(message.from);
    // A later message settles behind the repeats in the same lane.
    await write({ from: message.from, body: 'ثانية' });
    await waitFor(async () => (await messagesOf(conversation)).some(({ text }) => text === 'ثانية'));
    const inbound = (await messagesOf(conversation)).filter(({ direction }) => direction === 'inbound');
    expect(inbound.map(({ text }) => text)).toEqual(['ثانية', 'مرحبا']);
    expect(twilio.messages.filter(({ to }) => to === message.from)).toHaveLength(1);
  });

  test('keeps a picture that lies at Twilio', async () => {
    const from = '+966501000003';
    const url = twilio.addMedia('image/png', Buffer.from('\x89PNG\r\n\x1a\n and the rest', 'latin1'));
    await write({ from, body: '', media: [{ url, contentType: 'image/png' }] });
    const conversation = await conversationOf(from);
    const picture = await waitFor(async () =>
      (await messagesOf(conversation)).find(({ attachments }) => attachments[0]?.state === 'stored'),
    );
    expect(picture.kind).toBe('image');
  });

  test('does not write to a person who opts out, nor greets the word that does it', async () => {
    const from = '+966501000004';
    await write({ from, body: 'إيقاف' });
    const conversation = await waitFor(async () => {
      const found = await conversationOf(from);
      return found.contactPoint.optedOut && found;
    });
    await waitFor(async () => (await messagesOf(conversation)).some(({ direction }) => direction === 'note'));
    expect(twilio.messages.filter(({ to }) => to === from)).toEqual([]);
  });

  test('records the opt-out that Twilio reports when a reply is refused', async () => {
    const conversation = await acquainted('+966501000005');
    twilio.refuse(400, 21610);
    await api.post(`/conversations/${conversation.id}/replies`, { text: 'أهلاً' }, { 'idempotency-key': 'a' });
    const refused = await waitFor(async () =>
      (await messagesOf(conversation)).find(({ status }) => status === 'failed'),
    );
    expect(refused.error?.code).toBe('21610');
    expect((await conversationOf('+966501000005')).contactPoint.optedOut).toBe(true);
  });

  test("settles a send whose answer was cut off by Twilio's own report", async () => {
    const conversation = await acquainted('+966501000006');
    const before = twilio.messages.length;
    twilio.drop();
    await api.post(`/conversations/${conversation.id}/replies`, { text: 'تم' }, { 'idempotency-key': 'b' });
    await waitFor(async () => (await messagesOf(conversation)).some(({ status }) => status === 'uncertain'));
    const cutOff = twilio.messages[before];
    expect(cutOff?.body).toBe('تم');
    await twilio.report(cutOff!, 'delivered', { deliverTo: hub.url });
    await waitFor(async () =>
      (await messagesOf(conversation)).some(({ text, status }) => text === 'تم' && status === 'delivered'),
    );
    expect(twilio.messages.filter(({ body }) => body === 'تم')).toHaveLength(1);
  });

  test('tries again when Twilio asks for patience, and sends once', async () => {
    const conversation = await acquainted('+966501000007');
    twilio.refuse(429, 20429, { headers: { 'retry-after': '1' } });
    await api.post(`/conversations/${conversation.id}/replies`, { text: 'لحظة' }, { 'idempotency-key': 'c' });
    await waitFor(async () =>
      (await messagesOf(conversation)).some(({ text, status }) => text === 'لحظة' && status === 'sent'),
    );
    expect(twilio.messages.filter(({ body }) => body === 'لحظة')).toHaveLength(1);
  });
});
