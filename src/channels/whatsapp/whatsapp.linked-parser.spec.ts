import { describe, expect, test } from '@jest/globals';
import { parseLinkedEvent } from './whatsapp.linked-parser.js';

const RECEIVED = new Date('2026-03-01T10:00:00Z');
const CHAT = '966550001111@c.us';

/** As the page of WhatsApp Web 2.3000 holds a message, without what we do not read. */
function model(fields: object, chat = CHAT): object {
  const id = { fromMe: false, remote: chat, id: '3A0001', _serialized: `false_${chat}_3A0001` };
  return { id, from: chat, t: 1772359200 - 60, notifyName: 'أم خالد', links: [], ...fields };
}

function parse(event: object) {
  return parseLinkedEvent({ raw: Buffer.from(JSON.stringify(event)), receivedAt: RECEIVED });
}

const message = (fields: object, chat = CHAT, number: string | null = null) =>
  parse({ event: 'message', number, model: model(fields, chat) }).message;

describe('what stands in the thread', () => {
  test.each([
    [
      'a text',
      { type: 'chat', body: 'السلام عليكم' },
      { kind: 'text', text: 'السلام عليكم', language: 'ar' },
    ],
    ['a text with NUL', { type: 'chat', body: 'a\0b' }, { kind: 'text', text: 'ab' }],
    [
      'a place',
      { type: 'location', lat: 24.08, lng: 38.06, loc: 'المسجد\nينبع\nحي البحر' },
      {
        kind: 'location',
        text: 'المسجد\nينبع, حي البحر\n24.08, 38.06\nhttps://www.google.com/maps?q=24.08,38.06',
      },
    ],
    ['a place without a name', { type: 'location', lat: 1, lng: 2 }, { kind: 'location', text: /^1, 2\n/ }],
    [
      'a contact',
      {
        type: 'vcard',
        body: 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:خالد\\, المندوب\r\nORG:جمعية;\r\nitem1.TEL;type=CELL;waid=966550002222:+966 55 000\r\n  2222\r\nEND:VCARD',
      },
      { kind: 'contact', text: 'خالد, المندوب\n+966 55 000 2222\nجهة العمل: جمعية' },
    ],
    [
      'several contacts',
      {
        type: 'multi_vcard',
        vcardList: [{ vcard: 'FN:One\nTEL:1' }, { vcard: 'FN:Two\nEMAIL:two@example.org' }],
      },
      { kind: 'contact', text: 'One\n1\n\nTwo\ntwo@example.org' },
    ],
    [
      'a choice from a list',
      { type: 'list_response', listResponse: { title: 'إيجار' } },
      { kind: 'text', text: 'إيجار' },
    ],
    ['a button', { type: 'buttons_response', body: 'نعم' }, { kind: 'text', text: 'نعم' }],
    ['a call', { type: 'call_log' }, { kind: 'unsupported', text: 'اتصل على واتساب الهاتف المرتبط' }],
    ['a kind of tomorrow', { type: 'hologram' }, { kind: 'unsupported', text: /hologram/ }],
    ['a place that is none', { type: 'location', lat: 'x' }, { kind: 'unsupported', text: /location/ }],
    ['a message of no kind', {}, { kind: 'unsupported', text: /؟/ }],
  ] as [string, object, Record<string, unknown>][])('%s', (_name, fields, expected) => {
    const read = message(fields);
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof RegExp) expect(read?.[key as 'text']).toMatch(value);
      else expect(read?.[key as 'text']).toBe(value);
    }
    expect(read?.attachments).toEqual([]);
  });

  test.each([
    ['image', 'image', 'image/jpeg'],
    ['sticker', 'image', 'image/webp'],
    ['ptt', 'audio', 'audio/ogg; codecs=opus'],
    ['audio', 'audio', 'audio/mpeg'],
    ['video', 'video', 'video/mp4'],
    ['ptv', 'video', 'video/mp4'],
    ['document', 'document', 'application/pdf'],
  ])('%s is a file that is fetched later', (type, kind, mimetype) => {
    // `body` is a small preview there, in base64: no words of anybody's.
    const read = message({ type, mimetype, body: '/9j/4AAQ', caption: 'انظروا', filename: 'a.b', size: 7 });
    expect(read).toMatchObject({ kind, text: 'انظروا' });
    expect(read?.attachments).toEqual([
      {
        fileName: 'a.b',
        contentType: mimetype,
        size: 7,
        source: { kind: 'remote', url: 'whatsapp-linked:false_966550001111%40c.us_3A0001' },
      },
    ]);
  });

  test('what it answers is named, and unfolds', () => {
    const read = message({
      type: 'chat',
      body: 'نعم',
      quotedStanzaID: '3EB0AA',
      quotedMsg: { type: 'chat', body: 'هل وصلكم؟' },
    });
    expect(read).toMatchObject({ text: 'نعم', quotedText: 'هل وصلكم؟', repliesTo: ['3EB0AA'] });
    const picture = message({
      type: 'chat',
      body: 'نعم',
      quotedStanzaID: '3EB0AA',
      quotedMsg: { type: 'image', body: '/9j/4AAQ' },
    });
    expect(picture?.quotedText).toBeNull();
  });

  test('a change, a deletion, a reaction and what this device cannot read', () => {
    const edit = parse({
      event: 'edit',
      number: null,
      model: model({ type: 'chat' }),
      body: 'الصحيح',
    }).message;
    expect(edit).toMatchObject({ text: 'عدّل رسالة سابقة لتصبح:\nالصحيح', repliesTo: ['3A0001'] });
    const revoke = parse({ event: 'revoke', number: null, model: model({ type: 'revoked' }) }).message;
    expect(revoke).toMatchObject({ kind: 'unsupported', text: 'حذف رسالة سابقة من واتساب' });
    const unreadable = parse({ event: 'unreadable', number: null, model: model({ type: 'ciphertext' }) });
    expect(unreadable.message?.text).toMatch(/^رسالة لا يستطيع هذا الجهاز قراءتها/);
    const reaction = {
      event: 'reaction',
      number: null,
      chat: CHAT,
      emoji: '👍',
      to: '3EB0AA',
      t: 1772359100,
    };
    expect(parse(reaction).message).toMatchObject({ text: 'تفاعل مع رسالة: 👍', repliesTo: ['3EB0AA'] });
  });
});

describe('who wrote, and when', () => {
  test.each([
    [CHAT, null, '+966550001111'],
    ['966550001111:12@c.us', null, '+966550001111'],
    ['88112233445566@lid', '966550001111@c.us', '+966550001111'],
    ['88112233445566@lid', null, 'lid:88112233445566'],
  ])('%s with %s is %s', (chat, number, address) => {
    expect(message({ type: 'chat', body: '.' }, chat, number)?.sender.address).toBe(address);
  });

  test('the name is one line of readable length', () => {
    const name = message({ type: 'chat', body: '.', notifyName: `\n${'ا'.repeat(300)}` })?.sender.displayName;
    expect(name).toBe('ا'.repeat(200).slice(0, name?.length));
    expect(name?.length).toBeGreaterThan(190);
    expect(message({ type: 'chat', body: '.', notifyName: undefined })?.sender.displayName).toBeNull();
  });

  test('nothing happens after we have heard of it', () => {
    expect(message({ type: 'chat', body: '.' })?.occurredAt).toEqual(new Date('2026-03-01T09:59:00Z'));
    expect(message({ type: 'chat', body: '.', t: 4_000_000_000 })?.occurredAt).toEqual(RECEIVED);
    expect(message({ type: 'chat', body: '.', t: undefined })?.occurredAt).toEqual(RECEIVED);
  });
});

describe('how far a message of ours has come', () => {
  test.each([
    [-1, 'failed', 'ack_error'],
    [1, 'sent', null],
    [2, 'delivered', null],
    [3, 'read', null],
    [4, 'read', null],
  ])('%i is %s', (ack, status, code) => {
    const { message: none, statuses } = parse({ event: 'ack', id: '3EB0AA', ack, message: null });
    expect(none).toBeNull();
    expect(statuses).toEqual([
      { messageId: null, externalId: '3EB0AA', status, code, detail: null, occurredAt: RECEIVED },
    ]);
  });

  test.each([0, 9])('%i proves nothing', (ack) => {
    expect(parse({ event: 'ack', id: '3EB0AA', ack, message: null }).statuses).toEqual([]);
  });
});

test('what is no event is set aside, not guessed at', () => {
  expect(() => parse({ message: { text: { body: 'of the other transport' } } })).toThrow();
  expect(() => parseLinkedEvent({ raw: Buffer.from('{'), receivedAt: RECEIVED })).toThrow();
});
