import { describe, expect, test } from '@jest/globals';
import { sharedCases } from '../../../test/harness/cases.js';
import type { JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { unpack } from './whatsapp.cloud-envelope.js';
import { parseCloudEvent } from './whatsapp.cloud-parser.js';
import { payloadSchema } from './whatsapp.cloud-schemas.js';

interface Case {
  file: string;
  key: string;
  expect: {
    field: string;
    kind?: 'message' | 'status';
    type?: string;
    id?: string;
    from?: string;
    timestamp?: string;
    text?: string;
    status?: string;
    context?: { id?: string };
    contact?: { profile?: { name?: string } };
    errors?: { code: number }[];
  };
}
const { cases } = sharedCases<{ cases: Case[] }>('whatsapp/manifest.json', { cases: [] });
const receivedAt = new Date('2026-11-22T08:00:00Z');
const OURS = '0192f0c1-2d3e-7abc-8def-0123456789ab';

function unpacked(payload: unknown, phoneNumberId: string | null = null) {
  return unpack(payloadSchema.safeParse(payload).data ?? { entry: [] }, phoneNumberId);
}

function parsed(payload: unknown): ParsedPayload[] {
  const account = { id: 'a', channel: 'whatsapp', name: 'default', mode: 'live' } as const;
  return unpacked(payload).events.map(({ externalId, raw }) =>
    parseCloudEvent({ id: 'e', externalId, raw, receivedAt, account } satisfies JournalledPayload),
  );
}

const change = (value: object, field = 'messages') => ({ entry: [{ changes: [{ field, value }] }] });
const ofMessage = (message: unknown, contacts: unknown[] = []) => change({ contacts, messages: [message] });
const messageOf = (message: unknown, contacts?: unknown[]) =>
  parsed(ofMessage(message, contacts))[0]?.message;
const read = (file: string, key: string) =>
  sharedCases<Record<string, unknown>>(`whatsapp/${file}`, {})[key] as never;

describe("the payloads of Meta's that others collected", () => {
  const messages = cases.filter(({ expect: { field, kind } }) => field === 'messages' && kind === 'message');
  const statuses = cases.filter(({ expect: { field, kind } }) => field === 'messages' && kind === 'status');

  test('are read message by message', () => {
    for (const { file, key, expect: wanted } of messages) {
      const payload = read(file, key);
      const { events } = unpacked(payload);
      const [message] = parsed(payload).map((each) => each.message);
      const digits = wanted.from?.replace(/\D/g, '');
      expect({
        case: `${file} ${key}`,
        ids: events.map(({ externalId }) => externalId),
        from: message?.sender.address,
        name: message?.sender.displayName,
        at: message?.occurredAt.getTime(),
        repliesTo: message?.repliesTo[0],
        text: wanted.text === undefined ? undefined : message?.text,
      }).toEqual({
        case: `${file} ${key}`,
        ids: [wanted.id],
        from: digits ? `+${digits}` : wanted.from,
        name: wanted.contact?.profile?.name ?? null,
        at: Number(wanted.timestamp) * 1000,
        repliesTo: wanted.context?.id ?? message?.repliesTo[0],
        text: wanted.text,
      });
      const isSeen = message?.text !== '' || message.attachments.length > 0;
      expect({ case: `${file} ${key}`, isSeen }).toEqual({ case: `${file} ${key}`, isSeen: true });
    }
  });

  test('are read status by status', () => {
    for (const { file, key, expect: wanted } of statuses) {
      const [status] = parsed(read(file, key))[0]?.statuses ?? [];
      expect({ key, id: status?.externalId, status: status?.status, code: status?.code }).toEqual({
        key,
        id: wanted.id,
        status: wanted.status === 'played' ? 'read' : wanted.status,
        code: wanted.errors ? String(wanted.errors[0]?.code) : null,
      });
    }
  });

  test('of other fields hold no events, and those of templates ask for a sync', () => {
    const others = cases.filter(({ expect: { field } }) => field !== 'messages');
    for (const { file, key, expect: wanted } of others) {
      const { events, templatesChanged } = unpacked(read(file, key));
      expect({ key, events, templatesChanged }).toEqual({
        key,
        events: [],
        templatesChanged: wanted.field.includes('template'),
      });
    }
  });
});

describe('a message', () => {
  const from = { from: '966501234567', id: 'wamid.1', timestamp: '1697043223' };

  test.each<[string, object, string, string]>([
    ['a text', { type: 'text', text: { body: 'السلام عليكم' } }, 'text', 'السلام عليكم'],
    ['a button', { type: 'button', button: { payload: 'p', text: 'نعم' } }, 'text', 'نعم'],
    [
      'a list',
      {
        type: 'interactive',
        interactive: { list_reply: { id: '1', title: 'الرياض', description: 'الفرع' } },
      },
      'text',
      'الرياض\nالفرع',
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { response_json: '{"flow_token":"t","city":"جدة","rooms":3}', body: 'Sent' },
        },
      },
      'text',
      'أرسل نموذجًا:\ncity: جدة\nrooms: 3',
    ],
    [
      'a reaction',
      { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '😮' } },
      'text',
      'تفاعل مع رسالة: 😮',
    ],
    [
      'a reaction taken back',
      { type: 'reaction', reaction: { message_id: 'x' } },
      'text',
      'أزال تفاعله مع رسالة',
    ],
    [
      'a place',
      {
        type: 'location',
        location: { latitude: 24.7, longitude: 46.6, name: 'المسجد', address: 'حي العليا' },
      },
      'location',
      'المسجد\nحي العليا\n24.7, 46.6\nhttps://www.google.com/maps?q=24.7,46.6',
    ],
    [
      'contact cards',
      {
        type: 'contacts',
        contacts: [
          { name: { formatted_name: 'سعد' }, phones: [{ phone: '+966 50 000 0000' }] },
          { phones: [{ wa_id: '966500000001' }] },
        ],
      },
      'contact',
      'سعد\n+966 50 000 0000\n\n+966500000001',
    ],
    [
      'a new number',
      {
        type: 'system',
        system: { type: 'user_changed_number', body: 'User A changed', wa_id: '966500000002' },
      },
      'text',
      'غيّر رقمه في واتساب إلى +966500000002',
    ],
    [
      'an edit',
      { type: 'edit', edit: { message: { type: 'text', text: { body: 'الثلاثاء' } } } },
      'text',
      'عدّل رسالة سابقة لتصبح:\nالثلاثاء',
    ],
    [
      'a deletion',
      { type: 'revoke', revoke: { original_message_id: 'x' } },
      'unsupported',
      'حذف رسالة سابقة من واتساب',
    ],
    ['a text that does not say so', { text: { body: 'hi' } }, 'text', 'hi'],
    ['NUL in a text', { type: 'text', text: { body: 'a\0b' } }, 'text', 'ab'],
  ])('is shown as what it is: %s', (_what, content, kind, text) => {
    expect(messageOf({ ...from, ...content })).toMatchObject({
      sender: { address: '+966501234567' },
      kind,
      text,
      attachments: [],
    });
  });

  test.each<[string, object]>([
    ['a kind of tomorrow', { type: 'hologram', hologram: { id: '1' } }],
    ['the kind "unsupported"', { type: 'unsupported', errors: [{ code: 131051 }] }],
    ['an interactive message without content', { type: 'interactive' }],
    ['a picture without an id', { type: 'image', image: { caption: 5, mime_type: [] } }],
    ['a text that is a list', { type: 'text', text: ['x'] }],
    ['a place that is nowhere', { type: 'location', location: { latitude: 'x' } }],
    ['a kind that is a number', { type: 7 }],
    ['nothing at all', {}],
  ])('is shown as not to be shown: %s', (_what, content) => {
    const message = messageOf({ ...from, ...content });
    expect(message?.kind).toBe('unsupported');
    expect(message?.text).toMatch(/^رسالة من نوع لا يمكن عرضه هنا/);
  });

  test.each([
    ['image', 'image', 'image/jpeg'],
    ['sticker', 'image', 'image/webp'],
    ['audio', 'audio', 'audio/ogg; codecs=opus'],
    ['video', 'video', 'video/mp4'],
    ['document', 'document', 'application/pdf'],
  ])('with a file (%s) leaves it at WhatsApp until it is fetched', (type, kind, mime_type) => {
    const file = { id: '123', mime_type, filename: 'هوية.pdf', caption: 'صورة الهوية' };
    expect(messageOf({ ...from, type, [type]: file })).toMatchObject({
      kind,
      text: 'صورة الهوية',
      language: 'ar',
      attachments: [
        {
          fileName: 'هوية.pdf',
          contentType: mime_type,
          source: { kind: 'remote', url: 'whatsapp-media:123' },
        },
      ],
    });
  });

  test('of a person who hides their number is known by their business-scoped id', () => {
    const message = { id: 'wamid.1', from_user_id: 'SA.13491', type: 'text', text: { body: 'x' } };
    const contacts = [{ user_id: 'SA.13491', profile: { name: 'نورة' } }];
    expect(messageOf(message, contacts)?.sender).toEqual({ address: 'bsuid:SA.13491', displayName: 'نورة' });
  });

  test('without any sender is nobody else either', () => {
    const [one, two] = ['1', '2'].map((id) => messageOf({ id, type: 'text', text: { body: 'x' } }));
    expect(one?.sender.address).not.toBe(two?.sender.address);
  });

  test.each([
    ['1697043223', 1697043223000],
    ['1697043223123', 1697043223123],
    [1697043223, 1697043223000],
    ['99999999999', receivedAt.getTime()],
    ['soon', receivedAt.getTime()],
    [undefined, receivedAt.getTime()],
  ])('of the time %s', (timestamp, at) => {
    expect(messageOf({ ...from, timestamp, type: 'text', text: { body: 'x' } })?.occurredAt.getTime()).toBe(
      at,
    );
  });

  test('without an id is the same message when it comes again, and not another one', () => {
    const ids = ['a', 'a', 'b'].map(
      (body) => unpacked(ofMessage({ from: '1', type: 'text', text: { body } })).events[0]?.externalId,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });
});

describe('a payload', () => {
  const text = (id: string, sender: string) => ({ id, from: sender, type: 'text', text: { body: id } });
  const metadata = { phone_number_id: '1' };

  test('with several entries, messages and statuses loses none of them', () => {
    const contacts = ['966500000001', '966500000002'].map((wa_id) => ({ wa_id, profile: { name: wa_id } }));
    const value = {
      metadata,
      contacts,
      messages: [text('a', '966500000002'), text('b', '966500000001')],
      statuses: [{ id: 'c', status: 'sent' }],
    };
    const payload = {
      entry: [...change(value).entry, ...change({ metadata, messages: [text('d', '1')] }).entry],
    };
    expect(unpacked(payload, '1').events.map(({ externalId }) => externalId)).toEqual([
      'a',
      'b',
      'c:sent',
      'd',
    ]);
    expect(parsed(payload)[0]?.message?.sender.displayName).toBe('966500000002');
  });

  test('for another number is ignored', () => {
    expect(unpacked(change({ metadata, messages: [text('a', '1')] }), '2')).toEqual({
      events: [],
      templatesChanged: false,
      ignored: ['messages'],
      problems: [],
    });
  });

  test.each<[unknown]>([
    [null],
    [[]],
    ['x'],
    [{}],
    [{ entry: {} }],
    [
      {
        entry: [
          null,
          { changes: 'x' },
          { changes: [null, { field: 'messages' }, { field: 'messages', value: 3 }] },
        ],
      },
    ],
    [change({ messages: 'x', statuses: [null, 4], contacts: {} })],
  ])('that is none holds nothing: %j', (payload) => {
    expect(unpacked(payload).events).toEqual([]);
  });
});

describe('a status', () => {
  const statusOf = (status: object) => parsed(change({ statuses: [status] }))[0]?.statuses[0];

  test('names our message when it carries our id', () => {
    expect(statusOf({ id: 'w', status: 'delivered', biz_opaque_callback_data: OURS })).toMatchObject({
      messageId: OURS,
      externalId: 'w',
      status: 'delivered',
    });
    expect(statusOf({ id: 'w', status: 'delivered', biz_opaque_callback_data: 'x' })?.messageId).toBeNull();
  });

  test('says why a message failed, and that a person has opted out', () => {
    const errors = [{ code: 131050, title: 't', error_data: { details: 'User has opted out' } }];
    expect(statusOf({ id: 'w', status: 'failed', errors })).toMatchObject({
      status: 'failed',
      code: '131050',
      detail: 'User has opted out',
      optedOut: true,
    });
  });

  test.each([{ id: 'w', status: 'warning' }, { id: 'w' }, { status: 'sent' }, {}])(
    '%j changes nothing',
    (status) => {
      expect(statusOf(status)).toBeUndefined();
    },
  );
});
