import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface Scan {
  id: string;
  contentType: string;
  pages: number;
}
interface LetterToSend {
  id: string;
  envelope: string[];
  text: string;
  step: string;
  trackingNumber: string | null;
}

let hub: RunningHub;
let api: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  api = await hub.signIn();
});

afterAll(() => hub?.stop());

/** The day in Riyadh. */
const dayFromToday = (days: number) =>
  new Date(Date.now() + (3 + days * 24) * 3_600_000).toISOString().slice(0, 10);
const fixture = (name: string) => readFileSync(`test/fixtures/letter/${name}`);

async function upload(content: Uint8Array, fileName: string, type: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type }), fileName);
  return (await api.post<{ id: string }>('/uploads', form)).id;
}

function pdf(pages: number): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4' });
  for (let page = 1; page <= pages; page += 1) {
    if (page > 1) document.addPage();
    document.fontSize(80).text(String(page));
  }
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    document
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)));
    document.end();
  });
}

let boxes = 0;
const letter = (over: Record<string, unknown> = {}) => ({
  id: crypto.randomUUID(),
  sender: { name: 'أم سعد', address: { kind: 'box', box: String(5000 + ++boxes), city: 'ينبع' } },
  receivedOn: dayFromToday(0),
  text: 'أطلب المساعدة في إيجار البيت',
  ...over,
});

function conversationOf(box: string): Promise<ConversationView> {
  return waitFor(
    async () => {
      const { data } = await api.get<{ data: ConversationView[] }>(
        '/conversations?view=all&channel=letter&limit=100',
      );
      return data.find(({ contactPoint }) => contactPoint.address.includes(`ص.ب ${box}`));
    },
    { message: `the conversation of box ${box}` },
  );
}

async function thread(id: string): Promise<MessageView[]> {
  return (await api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();
}

async function letters(step = ''): Promise<LetterToSend[]> {
  return (await api.get<{ data: LetterToSend[] }>(`/letters?limit=200${step && `&step=${step}`}`)).data;
}

/** A letter, and an answer to it that waits to be printed. */
async function answered(
  attachments: string[] = [],
): Promise<{ conversation: ConversationView; answer: MessageView }> {
  const logged = letter({ writtenOn: '2026-03-01', receivedOn: '2026-03-05' });
  await api.post('/letters', logged);
  const conversation = await conversationOf(logged.sender.address.box);
  const answer = await api.post<MessageView>(`/conversations/${conversation.id}/replies`, {
    text: 'السلام عليكم، وصل خطابكم وهو قيد الدراسة.',
    ...(attachments.length > 0 && { attachments }),
  });
  await waitFor(async () => (await letters()).some(({ id }) => id === answer.id), {
    message: 'the letter to print',
  });
  return { conversation, answer };
}

const progress = (id: string, body: Record<string, unknown>, by = api) =>
  by.request<{ code: string; params?: Record<string, unknown> }>('PUT', `/letters/${id}/progress`, body);

async function bytesOf(path: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const answer = await fetch(`${hub.url}/api/v1${path}`, { headers: { cookie: api.cookie } });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

describe('a letter that came', () => {
  test('with scans is one message with its pages in order, logged once however often it is sent', async () => {
    const scans = [
      await upload(fixture('page.heic'), 'IMG_0001.HEIC', 'application/octet-stream'),
      await upload(await pdf(2), 'scan.pdf', 'application/pdf'),
      await upload(fixture('page-sideways.jpg'), 'photo.jpg', 'image/jpeg'),
    ];
    expect(await api.get<Scan>(`/letters/scans/${scans[0]}`)).toMatchObject({
      contentType: 'image/heic',
      pages: 1,
    });
    expect(await api.get<Scan>(`/letters/scans/${scans[1]}`)).toMatchObject({
      contentType: 'application/pdf',
      pages: 2,
    });
    const logged = letter({ scans, postalReference: 'RR123456789SA', writtenOn: dayFromToday(-3) });
    await api.post('/letters', logged);
    await api.post('/letters', logged);
    const conversation = await conversationOf(logged.sender.address.box);
    expect(conversation.contactPoint).toMatchObject({
      displayName: 'أم سعد',
      address: `أم سعد، ص.ب ${logged.sender.address.box}، ينبع`,
    });
    const inbound = (await thread(conversation.id)).filter(({ direction }) => direction === 'inbound');
    expect(inbound).toHaveLength(1);
    expect(inbound[0]).toMatchObject({
      externalId: logged.id,
      text: logged.text,
      facts: {
        'letter.postalReference': 'RR123456789SA',
        'letter.pages': 4,
        'letter.writtenOn': dayFromToday(-3),
      },
    });
    const files = inbound[0]!.attachments;
    expect(files.map(({ fileName, contentType }) => [fileName, contentType])).toEqual([
      ['IMG_0001.HEIC', 'image/heic'],
      ['scan.pdf', 'application/pdf'],
      ['photo.jpg', 'image/jpeg'],
    ]);
    expect(await api.get(`/attachments/${files[1]!.id}/pages`)).toEqual({ pages: 2 });
    for (const [index, page] of [
      [0, 1],
      [1, 2],
      [2, 1],
    ] as const) {
      const { type, bytes } = await bytesOf(`/attachments/${files[index]!.id}/pages/${page}`);
      expect(type).toBe('image/jpeg');
      const { width, height } = await sharp(bytes).metadata();
      expect(width! < height!).toBe(true);
    }
    expect((await bytesOf(`/attachments/${files[1]!.id}/pages/3`)).status).toBe(404);
  });

  test('from the same sender, spelled otherwise and with Arabic digits, goes on in their conversation', async () => {
    const first = letter();
    await api.post('/letters', first);
    const conversation = await conversationOf(first.sender.address.box);
    const box = first.sender.address.box.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!);
    await api.post(
      '/letters',
      letter({ sender: { name: 'ام  سعد', address: { kind: 'box', box, city: 'ينبع' } }, text: 'ثانية' }),
    );
    await waitFor(async () => (await thread(conversation.id)).some(({ text }) => text === 'ثانية'), {
      message: 'the second letter in the same conversation',
    });
    const { data } = await api.get<{ data: { name: string; place: string }[] }>(
      `/letters/senders?q=${encodeURIComponent('أم سع')}`,
    );
    expect(data[0]).toMatchObject({ place: `ص.ب ${first.sender.address.box}، ينبع` });
  });

  test.each<[string, () => Promise<Record<string, unknown>>, number, string]>([
    ['nothing at all', async () => ({ text: '' }), 400, 'request.invalid'],
    ['a day that is not yet', async () => ({ receivedOn: dayFromToday(2) }), 400, 'letter.received_later'],
    [
      'a letter that came before it was written',
      async () => ({ writtenOn: dayFromToday(0), receivedOn: dayFromToday(-1) }),
      400,
      'request.invalid',
    ],
    [
      'a scan that is not there',
      async () => ({ scans: [crypto.randomUUID()] }),
      404,
      'letter.scan_not_found',
    ],
    [
      'a page that says it is a picture and is HTML',
      async () => ({ scans: [await upload(Buffer.from('<html></html>'), 'page.jpg', 'image/jpeg')] }),
      415,
      'letter.scan_refused',
    ],
    [
      'a PDF that was cut off',
      async () => ({ scans: [await upload((await pdf(1)).subarray(0, 300), 'a.pdf', 'application/pdf')] }),
      422,
      'document.unreadable',
    ],
    [
      'an address without a number',
      async () => ({
        sender: {
          name: 'أ',
          address: { kind: 'national', buildingNo: 'x', street: 'س', city: 'ي', postalCode: '1' },
        },
      }),
      400,
      'request.invalid',
    ],
  ])('is refused with %s', async (_, over, status, code) => {
    const answer = await api.request<{ code: string }>('POST', '/letters', letter(await over()));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  test("is not made of another officer's uploads", async () => {
    const other = await hub.signIn();
    await other.post('/staff', {
      email: 'o@insat.test',
      name: 'سعاد',
      role: 'officer',
      password: 'the password of hers',
    });
    const hers = await hub.signIn({ email: 'o@insat.test', password: 'the password of hers' });
    const scan = await upload(fixture('page.heic'), 'a.heic', 'image/heic');
    expect((await hers.request('GET', `/letters/scans/${scan}/pages/1`)).status).toBe(404);
  });

  test('is logged by staff alone', async () => {
    const answer = await fetch(`${hub.url}/api/v1/letters`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(letter()),
    });
    expect(answer.status).toBe(401);
  });
});

describe('an answer', () => {
  test('is a letter to print, goes to the post with its number, and is received', async () => {
    const { conversation, answer } = await answered();
    const waiting = (await letters('to_print')).find(({ id }) => id === answer.id)!;
    expect(waiting.envelope[0]).toBe('أم سعد');
    const { type, bytes } = await bytesOf(`/messages/${answer.id}/letter.pdf`);
    expect(type).toBe('application/pdf');
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await bytesOf(`/messages/${answer.id}/letter.pdf`)).bytes.equals(bytes)).toBe(true);

    expect((await progress(answer.id, { step: 'printed', from: 'to_print' })).status).toBe(204);
    const dispatched = {
      step: 'dispatched',
      from: 'printed',
      carrier: 'سُبل',
      trackingNumber: 'rr123456789sa',
    };
    expect((await progress(answer.id, dispatched)).status).toBe(204);
    expect((await letters('dispatched')).find(({ id }) => id === answer.id)).toMatchObject({
      trackingNumber: 'RR123456789SA',
    });
    expect((await thread(conversation.id)).find(({ id }) => id === answer.id)?.status).toBe('sent');

    const proof = await upload(fixture('page-sideways.jpg'), 'receipt.jpg', 'image/jpeg');
    expect(
      (await progress(answer.id, { step: 'received', from: 'dispatched', on: dayFromToday(0), proof }))
        .status,
    ).toBe(204);
    expect((await thread(conversation.id)).find(({ id }) => id === answer.id)?.status).toBe('delivered');
    expect((await letters()).some(({ id }) => id === answer.id)).toBe(false);
    expect((await bytesOf(`/letters/${answer.id}/proof`)).bytes.equals(fixture('page-sideways.jpg'))).toBe(
      true,
    );
    const { data } = await api.get<{ data: { action: string; data: Record<string, unknown> }[] }>(
      `/conversations/${conversation.id}/audit`,
    );
    const deeds = data.filter(({ action }) => action === 'letter.progressed').map((line) => line.data);
    expect(deeds.map(({ outcome }) => outcome).sort()).toEqual(['dispatched', 'printed', 'received']);
    expect(deeds.find(({ outcome }) => outcome === 'dispatched')).toMatchObject({
      trackingNumber: 'RR123456789SA',
    });
  });

  test('that comes back has failed with the reason, and printed again starts anew', async () => {
    const { conversation, answer } = await answered();
    await progress(answer.id, { step: 'printed', from: 'to_print' });
    await progress(answer.id, { step: 'dispatched', from: 'printed', trackingNumber: 'X1' });
    expect(
      (await progress(answer.id, { step: 'returned', from: 'dispatched', reason: 'moved' })).status,
    ).toBe(204);
    const failed = (await thread(conversation.id)).find(({ id }) => id === answer.id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'returned_moved' } });
    await api.put(`/messages/${answer.id}/delivery`, { resolution: 'resend' });
    const again = await waitFor(async () => (await letters('to_print')).find(({ id }) => id === answer.id), {
      message: 'the letter to print again',
    });
    expect(again.trackingNumber).toBeNull();
  });

  test('goes a step back for the wrong button, and not further than one', async () => {
    const { answer } = await answered();
    await progress(answer.id, { step: 'printed', from: 'to_print' });
    await progress(answer.id, { step: 'dispatched', from: 'printed' });
    expect(await progress(answer.id, { step: 'to_print', from: 'dispatched' })).toMatchObject({
      status: 409,
      body: { code: 'letter.step_refused' },
    });
    expect((await progress(answer.id, { step: 'printed', from: 'dispatched' })).status).toBe(204);
    expect((await progress(answer.id, { step: 'to_print', from: 'printed' })).status).toBe(204);
    expect((await letters('to_print')).some(({ id }) => id === answer.id)).toBe(true);
  });

  test('is moved by one of two who act at once; the other is told where it is', async () => {
    const { answer } = await answered();
    const both = await Promise.all(
      [1, 2].map(() => progress(answer.id, { step: 'printed', from: 'to_print' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'letter.moved',
      params: { step: 'printed' },
    });
    expect(
      (await progress(answer.id, { step: 'received', from: 'printed', on: dayFromToday(2) })).status,
    ).toBe(400);
    await progress(answer.id, { step: 'received', from: 'printed', on: dayFromToday(0) });
    expect(await progress(answer.id, { step: 'dispatched', from: 'printed' })).toMatchObject({
      status: 409,
      body: { code: 'hand_task.not_open' },
    });
  });

  test('takes enclosures along: pictures and PDF as pages, anything else by hand', async () => {
    const { answer } = await answered([
      await upload(await pdf(2), 'plan.pdf', 'application/pdf'),
      await upload(fixture('page.heic'), 'photo.heic', 'image/heic'),
      await upload(Buffer.from('a,b'), 'list.csv', 'text/csv'),
    ]);
    const { bytes } = await bytesOf(`/messages/${answer.id}/letter.pdf`);
    const pages = bytes.toString('latin1').match(/\/Type \/Page\b(?!s)/g);
    expect(pages).toHaveLength(4);
  });

  test('is printed with others in one run, and only those that still wait are marked', async () => {
    const one = await answered();
    const other = await answered();
    const ids = [one.answer.id, other.answer.id];
    const { type, bytes } = await bytesOf(`/letters/print.pdf?ids=${ids.join(',')}`);
    expect(type).toBe('application/pdf');
    expect(bytes.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(2);
    await progress(ids[0]!, { step: 'printed', from: 'to_print' });
    expect(await api.put('/letters/printed', { ids })).toEqual({ printed: [ids[1]] });
    expect((await bytesOf(`/letters/print.pdf?ids=${crypto.randomUUID()}`)).status).toBe(404);
    expect((await bytesOf('/letters/print.pdf?ids=x')).status).toBe(400);
  });
});
