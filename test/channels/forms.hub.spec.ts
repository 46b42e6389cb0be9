import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import type { ChannelType } from '../../src/channels/core/channel-adapter.js';
import { receiptNumber } from '../../src/channels/forms/forms.receipt.js';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { FormPage, send, solve } from '../harness/forms.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import type { SmtpStandIn } from '../harness/mail-server.js';
import type { Network, Person } from './contract/driver.js';
import { emailDriver } from './contract/email.driver.js';
import { smsDriver } from './contract/sms.driver.js';
import { whatsappDriver } from './contract/whatsapp.driver.js';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.alloc(300_000, 7),
]);
const NATIONAL_ID = '1000000008';

let networks: Record<'sms' | 'email' | 'whatsapp', Network>;
let hub: RunningHub;
let api: ApiClient;
beforeAll(async () => {
  const [sms, email, whatsapp] = await Promise.all([
    smsDriver.start(),
    emailDriver.start(),
    whatsappDriver.start(),
  ]);
  networks = { sms, email, whatsapp };
  hub = await startHub({ env: { ...sms.env, ...email.env, ...whatsapp.env } });
  api = await hub.signIn();
});

afterAll(async () => {
  await hub?.stop();
  await Promise.all(Object.values(networks ?? {}).map((network) => network.close()));
});

const asked = 'تأخرنا في إيجار البيت شهرين، ونخاف أن نُخرج منه';
const request = (over: object = {}) => ({
  name: 'أم سعد',
  answerBy: 'sms',
  phone: '+966541234567',
  needs: ['rent', 'bills'],
  household: '٦',
  text: asked,
  consent: true,
  ...over,
});

/** The conversation that a form has become. */
async function conversationOf(page: FormPage): Promise<ConversationView> {
  const reference = await waitFor(async () => (await page.outcome()).body['reference'] as string | null, {
    message: "the form's reference",
  });
  const { data } = await api.get<{ data: ConversationView[] }>(
    `/conversations?view=all&status=all&q=${reference}`,
  );
  return data[0]!;
}

async function thread({ id }: { id: string }): Promise<MessageView[]> {
  return (await api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();
}

/** The thread, once it has what is looked for. */
function threadWith(
  conversation: { id: string },
  has: (message: MessageView) => boolean,
): Promise<MessageView[]> {
  return waitFor(
    async () => {
      const messages = await thread(conversation);
      return messages.some(has) && messages;
    },
    { message: 'the message', timeout: 30_000 },
  );
}

/** A request for help that is answered on the channel of this person. */
async function requested(person: Person, answerBy: string, over: object = {}) {
  const page = await FormPage.open(hub.url);
  const reach = answerBy === 'email' ? { email: person.address, phone: '' } : { phone: person.address };
  const answer = await page.send('help', request({ answerBy, ...reach, ...over }));
  expect(answer).toMatchObject({ status: 202, body: { id: page.id, receipt: receiptNumber(page.id) } });
  return { page, conversation: await conversationOf(page) };
}

describe('an answer on the channel that the person chose', () => {
  test('by SMS: the receipt and the reply arrive, what they write there goes on, and STOP is a STOP', async () => {
    const person = await networks.sms.person(hub);
    const { page, conversation } = await requested(person, 'sms');
    expect(conversation).toMatchObject({
      channel: 'help_request',
      answerChannel: 'sms',
      account: 'default',
      subject: 'طلب مساعدة',
      lastInboundAt: null,
      contactPoint: { address: person.address, displayName: 'أم سعد' },
    });
    const [first] = await thread(conversation);
    expect(first).toMatchObject({
      text: asked,
      externalId: page.id,
      facts: { 'form.needs': 'rent,bills', 'form.household': 6, 'form.receipt': receiptNumber(page.id) },
    });
    await waitFor(async () => (await person.inbox()).some((text) => text.includes(conversation.reference)));

    const reply = await api.post<MessageView>(`/conversations/${conversation.id}/replies`, {
      text: 'وصلنا طلبك',
    });
    await waitFor(async () => (await person.inbox()).includes('وصلنا طلبك'));
    await person.report(reply.id, 'delivered');
    await threadWith(conversation, ({ id, status }) => id === reply.id && status === 'delivered');

    await person.write({ externalId: person.newExternalId(), text: 'جزاكم الله خيرا' });
    const later = await threadWith(conversation, ({ text }) => text === 'جزاكم الله خيرا');
    expect(later.filter(({ direction }) => direction === 'inbound')).toHaveLength(2);
    expect((await conversationOf(page)).lastInboundAt).not.toBeNull();

    await person.write({ externalId: person.newExternalId(), text: 'إيقاف' });
    await waitFor(async () => (await conversationOf(page)).contactPoint.optedOut);
  });

  test('a second request of the same number is another conversation, and the next text goes on in it', async () => {
    const person = await networks.sms.person(hub);
    const first = await requested(person, 'sms');
    const second = await requested(person, 'sms', { text: 'نحتاج دواء السكر' });
    expect(second.conversation.id).not.toBe(first.conversation.id);
    await person.write({ externalId: person.newExternalId(), text: 'متى الرد؟' });
    await threadWith(second.conversation, ({ text }) => text === 'متى الرد؟');
    await api.put(`/conversations/${second.conversation.id}/status`, { status: 'closed' });
    await person.write({ externalId: person.newExternalId(), text: 'والطلب الأول؟' });
    await threadWith(first.conversation, ({ text }) => text === 'والطلب الأول؟');
  });

  test('by e-mail: our receipt starts the thread, and a mail that answers it joins', async () => {
    const person = await networks.email.person(hub);
    const { conversation } = await requested(person, 'email');
    expect(conversation).toMatchObject({ channel: 'help_request', answerChannel: 'email' });
    const { smtp } = person as unknown as { smtp: SmtpStandIn };
    const sent = await waitFor(() => smtp.mails.find(({ to }) => to.includes(person.address)));
    const mail = await simpleParser(sent.raw);
    expect(mail.subject).toContain('طلب مساعدة');
    expect(mail.references).toBeUndefined();
    expect(mail.inReplyTo).toBeUndefined();
    await person.write({ externalId: person.newExternalId(), text: 'هذه الأوراق', follows: mail.messageId! });
    await threadWith(conversation, ({ text }) => text === 'هذه الأوراق');
  });

  test('by WhatsApp: no window is open until they write there, and then it is the same conversation', async () => {
    const person = await networks.whatsapp.person(hub);
    const { conversation } = await requested(person, 'whatsapp');
    const notes = await threadWith(conversation, ({ direction }) => direction === 'note');
    expect(notes.find(({ direction }) => direction === 'note')?.text).toContain('قالب معتمد');
    const early = await api.request<{ code: string }>('POST', `/conversations/${conversation.id}/replies`, {
      text: 'وصلنا طلبك',
    });
    expect(early.body.code).toBe('message.window_closed');
    expect(await person.inbox()).toEqual([]);
    await person.write({ externalId: person.newExternalId(), text: 'أرسلت لكم نموذجا' });
    await threadWith(conversation, ({ text }) => text === 'أرسلت لكم نموذجا');
    await api.post(`/conversations/${conversation.id}/replies`, { text: 'نعم وصل' });
    await waitFor(async () => (await person.inbox()).includes('نعم وصل'));
  });

  test('by telephone: the answer is a call back', async () => {
    const { conversation } = await requested({ address: '+966547770001' } as Person, 'phone');
    const reply = await api.post<MessageView>(`/conversations/${conversation.id}/replies`, {
      text: 'اللجنة الأحد',
    });
    await waitFor(async () => {
      const { data } = await api.get<{ data: { id: string; number: string }[] }>('/call-backs');
      return data.some(({ id, number }) => id === reply.id && number === '+966547770001');
    });
  });
});

describe('a form', () => {
  test('that is sent again is one form, and its papers come in parts that may be sent again too', async () => {
    const page = await FormPage.open(hub.url);
    const file = crypto.randomUUID();
    const parts = [0, 1, 2].map((number) => PNG.subarray(number * 131_072, (number + 1) * 131_072));
    await page.part(file, 2, parts[2]!);
    await page.part(file, 0, parts[0]!);
    expect(await page.finish(file, 'عقد الإيجار.png', 3)).toMatchObject({
      status: 200,
      body: { missing: [1], file: null },
    });
    await page.part(file, 1, parts[1]!);
    for (const _ of [1, 2]) {
      expect(await page.finish(file, 'عقد الإيجار.png', 3)).toMatchObject({
        status: 200,
        body: { missing: [], file: { id: file, contentType: 'image/png', size: PNG.length } },
      });
    }
    const fields = request({ phone: '0541110001', files: [file] });
    for (const _ of [1, 2]) expect((await page.send('help', fields)).status).toBe(202);
    const conversation = await conversationOf(page);
    expect((await page.sendNow('help', fields)).status).toBe(202);
    const inbound = (await thread(conversation)).filter(({ direction }) => direction === 'inbound');
    expect(inbound).toHaveLength(1);
    expect(inbound[0]!.attachments).toMatchObject([{ fileName: 'عقد الإيجار.png', state: 'stored' }]);
    const image = await fetch(hub.url + inbound[0]!.attachments[0]!.url, { headers: { cookie: api.cookie } });
    expect(Buffer.from(await image.arrayBuffer()).equals(PNG)).toBe(true);
    expect(await hub.sql('SELECT 1 FROM upload_part')).toEqual([]);
  });

  test('is found by its receipt number', async () => {
    const page = await FormPage.open(hub.url);
    await page.send('help', request({ phone: '0541110002' }));
    const { id } = await conversationOf(page);
    const { data } = await api.get<{ data: ConversationView[] }>(
      `/conversations?view=all&q=${encodeURIComponent(receiptNumber(page.id))}`,
    );
    expect(data.map((conversation) => conversation.id)).toEqual([id]);
  });

  test('keeps a national number out of the facts, the journal, the queues and the log', async () => {
    const page = await FormPage.open(hub.url);
    await page.send('help', request({ phone: '0541110003', nationalId: NATIONAL_ID }));
    const [first] = await thread(await conversationOf(page));
    expect(first!.facts?.['form.national_id']).toBe('••••••0008');
    const [row] = await hub.sql<{ raw: Buffer }>('SELECT raw FROM inbound_event WHERE external_id = $1', [
      page.id,
    ]);
    expect(row!.raw.toString()).toContain('"nationalId":"');
    expect(row!.raw.toString()).not.toContain(NATIONAL_ID);
    expect(hub.logs).not.toContain(NATIONAL_ID);
    expect(hub.logs).not.toContain('541110003');
  });

  test('that adds to an earlier one is a message of its conversation, for whoever knows its id', async () => {
    const first = await FormPage.open(hub.url);
    await first.send('help', request({ phone: '0541110004' }));
    const conversation = await conversationOf(first);
    const more = await FormPage.open(hub.url);
    await more.send(
      'help',
      request({ phone: '0541110004', text: 'نسيت أن أذكر الكهرباء', follows: first.id }),
    );
    expect((await conversationOf(more)).id).toBe(conversation.id);
    const stranger = await FormPage.open(hub.url);
    await stranger.send('help', request({ phone: '0541110005', follows: first.id }));
    expect((await conversationOf(stranger)).id).not.toBe(conversation.id);
  });

  test('of a volunteer goes to the volunteers’ team', async () => {
    const page = await FormPage.open(hub.url);
    const { needs: _, ...person } = request({ phone: '0541110006' });
    await page.send('volunteer', { ...person, skills: ['driving'], times: ['weekends'], age: '٢٥' });
    const routed = await waitFor(async () => {
      const conversation = await conversationOf(page);
      return conversation.team && conversation;
    });
    expect(routed).toMatchObject({
      channel: 'volunteering',
      team: { slug: 'volunteering' },
      answerChannel: 'sms',
    });
  });

  test('that one of us fills in for somebody says who did', async () => {
    const id = crypto.randomUUID();
    const upload = new FormData();
    upload.append('file', new File([new Uint8Array(PNG)], 'هوية.png', { type: 'image/png' }));
    const { id: fileId } = await api.post<{ id: string }>('/uploads', upload);
    await api.post('/forms/help', { id, ...request({ phone: '0541110007', files: [fileId] }) });
    const reference = await waitFor(
      async () => (await api.get<{ reference: string | null }>(`/forms/submissions/${id}`)).reference,
    );
    const { data } = await api.get<{ data: ConversationView[] }>(`/conversations?view=all&q=${reference}`);
    const [first] = await thread(data[0]!);
    expect(first!.facts?.['form.entered_by']).toMatch(/\S/);
    expect(first!.attachments).toMatchObject([{ fileName: 'هوية.png' }]);
    const audit = await api.get<{ data: { action: string; actor: { kind: string } }[] }>(
      `/conversations/${data[0]!.id}/audit`,
    );
    expect(audit.data.find(({ action }) => action === 'message.taken_down')?.actor.kind).toBe('staff');
  });
});

describe('what is refused', () => {
  test('says field by field what to do, in the person’s language', async () => {
    const wrong = request({ phone: '12', text: ' ', needs: [], consent: false });
    const page = await FormPage.open(hub.url);
    const arabic = await page.send('help', wrong);
    expect(arabic).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(arabic.body.errors).toEqual([
      { path: 'phone', message: 'رقم الجوال غير صحيح. مثال: 0501234567' },
      { path: 'consent', message: 'نحتاج موافقتك قبل الإرسال.' },
      { path: 'needs', message: 'اختر ما تحتاجه، أو «غير ذلك».' },
      { path: 'text', message: 'اكتب حاجتك بكلماتك.' },
    ]);
    const english = await FormPage.open(hub.url, undefined, 'en');
    const { body } = await english.send('help', wrong);
    expect(body.errors?.[0]).toEqual({
      path: 'phone',
      message: 'This is no telephone number. Example: 0501234567',
    });
  });

  test('a form without a ticket, with another’s, or of a kind that there is not', async () => {
    const page = await FormPage.open(hub.url);
    const body = request({ id: page.id });
    expect(await send(`${page.url}/help`, 'POST', body)).toMatchObject({
      status: 401,
      body: { code: 'forms.ticket_invalid' },
    });
    const headers = { authorization: `Bearer ${page.ticket}` };
    const other = { ...body, id: crypto.randomUUID() };
    expect((await send(`${page.url}/help`, 'POST', other, headers)).status).toBe(401);
    expect((await send(`${page.url}/money`, 'POST', body, headers)).body.code).toBe('forms.unknown');
    const elsewhere = page.url.replace('default', 'nowhere');
    expect((await send(`${elsewhere}/help`, 'POST', body, headers)).body.code).toBe(
      'channel.account_not_found',
    );
  });

  test('a puzzle that is not solved, and one that has opened another form', async () => {
    const page = await FormPage.open(hub.url);
    const challenge = (await send(`${page.url}/challenges`, 'POST')).body as never;
    const solution = solve(challenge);
    const guessed = { ...solution, number: (solution.number + 1) % 100_000 };
    const open = (id: string, proof: object) => send(`${page.url}/drafts/${id}`, 'PUT', proof);
    expect((await open(crypto.randomUUID(), guessed)).body.code).toBe('forms.proof_invalid');
    const id = crypto.randomUUID();
    expect((await open(id, solution)).status).toBe(200);
    expect((await open(id, solution)).status).toBe(200);
    expect((await open(crypto.randomUUID(), solution)).body.code).toBe('forms.proof_invalid');
  });

  test('a form sooner than anybody can write it', async () => {
    const page = await FormPage.open(hub.url);
    expect(await page.sendNow('help', request({ phone: '0541110008' }))).toMatchObject({
      status: 429,
      body: { code: 'forms.too_fast' },
    });
    expect((await page.outcome()).body).toMatchObject({ received: false, reference: null });
  });

  test('what only a machine fills in: it is shown, and no message of ours answers it', async () => {
    const person = await networks.sms.person(hub);
    const { conversation } = await requested(person, 'sms', { website: 'https://spam.example' });
    const messages = await threadWith(conversation, ({ direction }) => direction === 'note');
    expect(messages[0]).toMatchObject({ automatic: true, facts: { 'form.suspect': true } });
    expect(conversation.waitingSince).toBeNull();
    expect(await person.inbox()).toEqual([]);
  });

  test('a page of HTML that calls itself a picture, a file without end, and one file too many', async () => {
    const page = await FormPage.open(hub.url);
    const html = Buffer.from('<!doctype html><script>alert(1)</script>');
    await page.part('0199a1b2-0000-7000-8000-00000000000a', 0, html);
    expect(await page.finish('0199a1b2-0000-7000-8000-00000000000a', 'photo.jpg', 1)).toMatchObject({
      status: 415,
      body: { code: 'forms.file_type_refused' },
    });
    const file = crypto.randomUUID();
    expect((await page.part(file, 0, Buffer.alloc(131_073))).status).toBe(413);
    expect((await page.part(file, 80, Buffer.alloc(10))).status).toBe(400);
    for (let count = 0; count < 12; count += 1) await page.part(crypto.randomUUID(), 0, html);
    expect((await page.part(crypto.randomUUID(), 0, html)).body.code).toBe('forms.too_many_files');
    const foreign = await page.send('help', request({ phone: '0541110009', files: [crypto.randomUUID()] }));
    expect(foreign.body.code).toBe('forms.file_not_found');
  });

  test('more forms for one number than anybody needs', async () => {
    const codes: (string | undefined)[] = [];
    const page = await FormPage.open(hub.url);
    for (let count = 0; count < 9; count += 1) {
      codes.push((await page.send('help', request({ phone: '0541110010' }))).body.code);
    }
    expect(codes).toEqual([...Array(8).fill(undefined), 'forms.address_throttled']);
  });
});

test('ways to be answered that would not arrive are not offered', async () => {
  const meta = await send(`${hub.url}/channels/forms/default`, 'GET');
  expect(meta.body).toMatchObject({ answerBy: ['sms', 'whatsapp', 'phone', 'email'], trial: false });
  const trial = await startHub();
  try {
    const { body } = await send(`${trial.url}/channels/forms/default`, 'GET');
    expect(body).toMatchObject({
      trial: true,
      answerBy: ['sms', 'whatsapp', 'phone', 'email'] satisfies ChannelType[],
    });
  } finally {
    await trial.stop();
  }
});

test.each(['ar', 'en'])('every word of a form has a name for officers (%s)', async (language) => {
  const path = join(import.meta.dirname, `../../web/src/locales/${language}.json`);
  const words = JSON.parse(await readFile(path, 'utf8')) as { factNames: { form: Record<string, string> } };
  const names = Object.keys(words.factNames.form);
  expect(names).toEqual(expect.arrayContaining(['for', 'needs', 'skills', 'times', 'receipt', 'entered_by']));
});
