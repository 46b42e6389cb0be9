import { describe, expect, test } from '@jest/globals';
import type { ChannelAccount } from '../../channels/core/channel-adapter.js';
import {
  type Arrival,
  type Existing,
  fileNameOf,
  languageOf,
  place,
  previewOf,
} from './conversations.plan.js';

const HOUR = 3_600_000;
const NOW = new Date('2026-03-01T09:00:00Z');

const ACCOUNT: ChannelAccount = { id: 'account', channel: 'sms', name: 'default', mode: 'live' };
const FORM: ChannelAccount = { id: 'form', channel: 'help_request', name: 'default', mode: 'live' };

let next = 0;
function arrival(
  overrides: Partial<Omit<Arrival, 'message'>> & { message?: Partial<Arrival['message']> } = {},
): Arrival {
  next += 1;
  const { message, ...rest } = overrides;
  return {
    id: `m${next}`,
    externalId: `<${next}@example.com>`,
    account: ACCOUNT,
    answering: ACCOUNT,
    threaded: false,
    receivedAt: NOW,
    contactPointId: 'person',
    contactLanguage: null,
    attachments: [],
    repliesToConversation: null,
    ...rest,
    message: {
      sender: { address: '+966500000001', displayName: null },
      kind: 'text',
      text: 'السلام عليكم',
      quotedText: null,
      subject: null,
      occurredAt: NOW,
      language: 'ar',
      repliesTo: [],
      automatic: false,
      consent: null,
      ...message,
    },
  };
}

function existing(overrides: Partial<Existing> = {}): Existing {
  return {
    id: 'known',
    accountId: 'account',
    contactPointId: 'person',
    status: 'open',
    closedAt: null,
    opening: 1,
    assigneeId: 'officer',
    isUnrouted: false,
    ...overrides,
  };
}

const closed = (hoursAgo: number, overrides: Partial<Existing> = {}) =>
  existing({ status: 'closed', closedAt: new Date(NOW.getTime() - hoursAgo * HOUR), ...overrides });

describe('placing messages', () => {
  test('opens one conversation for several messages of one new person, in order', () => {
    const [first, second] = [arrival(), arrival()];
    const placements = place([first, second], [], 72 * HOUR);
    expect(placements).toHaveLength(1);
    expect(placements[0]).toMatchObject({ outcome: 'opened', opening: 1, awaitsRouting: true });
    expect(placements[0]!.arrivals).toEqual([first, second]);
  });

  test('keeps two people apart', () => {
    expect(place([arrival(), arrival({ contactPointId: 'other' })], [], 72 * HOUR)).toHaveLength(2);
  });

  test('goes on in an open conversation with its officer', () => {
    expect(place([arrival()], [existing()], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'continued', awaitsRouting: false },
    ]);
  });

  test('reopens what was closed within the window, once, and returns it to the same officer', () => {
    expect(place([arrival(), arrival()], [closed(71)], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'reopened', opening: 2, awaitsRouting: false },
    ]);
  });

  test('asks for routing when the officer of a reopened conversation has left', () => {
    expect(place([arrival()], [closed(1, { assigneeId: null })], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'reopened', awaitsRouting: true },
    ]);
  });

  test('opens a new one after the window', () => {
    const [placement] = place([arrival()], [closed(73)], 72 * HOUR);
    expect(placement).toMatchObject({ outcome: 'opened', opening: 1, awaitsRouting: true });
    expect(placement!.conversationId).not.toBe('known');
  });

  test('stays with the matter that it is known to be about, however long ago that was closed', () => {
    const closed = existing({ status: 'closed', closedAt: new Date(+NOW - 900 * HOUR) });
    const about = { repliesToConversation: 'known', aboutMatter: true, threaded: true };
    expect(place([arrival(about)], [closed], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'reopened' },
    ]);
    const others = existing({ status: 'closed', contactPointId: 'somebody else' });
    expect(place([arrival(about)], [others], 72 * HOUR)).toMatchObject([{ outcome: 'opened' }]);
  });

  test('does not open a closed conversation again for a machine', () => {
    expect(place([arrival({ message: { automatic: true } })], [closed(1)], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'continued', opening: 1 },
    ]);
  });

  test('opens one for each unanswered mail on a threaded channel, even of one person in one batch', () => {
    const mails = [arrival({ threaded: true }), arrival({ threaded: true })];
    expect(place(mails, [existing()], 72 * HOUR)).toMatchObject([
      { outcome: 'opened' },
      { outcome: 'opened' },
    ]);
  });

  test('follows a reference to a mail of the same batch, and only of the same person', () => {
    const first = arrival({ threaded: true, externalId: '<first@example.com>' });
    const second = arrival({
      threaded: true,
      message: { repliesTo: ['<unknown@x>', '<first@example.com>'] },
    });
    const stranger = arrival({
      threaded: true,
      contactPointId: 'stranger',
      message: { repliesTo: ['<first@example.com>'] },
    });
    const placements = place([first, second, stranger], [], 72 * HOUR);
    expect(placements.map(({ arrivals }) => arrivals)).toEqual([[first, second], [stranger]]);
  });

  test('follows a reference on a threaded channel', () => {
    const reply = arrival({ threaded: true, repliesToConversation: 'known' });
    expect(place([reply], [existing()], 72 * HOUR)).toMatchObject([
      { conversationId: 'known', outcome: 'continued' },
    ]);
  });

  test('opens one for a form, answered by the channel that the person chose, and later messages there go on in it', () => {
    const running = existing();
    const form = arrival({ account: FORM, threaded: true });
    const sms = arrival();
    const [placement, ...others] = place([form, sms], [running], 72 * HOUR);
    expect(others).toEqual([]);
    expect(placement!.conversationId).not.toBe('known');
    expect(placement!.arrivals).toEqual([form, sms]);
  });

  test('goes on with an answer to a form of the same batch, and not with one that names another channel', () => {
    const form = arrival({ account: FORM, threaded: true, externalId: 'request-1' });
    const more = arrival({ account: FORM, threaded: true, message: { repliesTo: ['request-1'] } });
    const mail = arrival({ threaded: true, message: { repliesTo: ['request-1'] } });
    const placements = place([form, more, mail], [], 72 * HOUR);
    expect(placements.map(({ arrivals }) => arrivals)).toEqual([[form, more], [mail]]);
  });

  test("never lets one person into another's conversation, whatever a reference says", () => {
    const stranger = arrival({ threaded: true, repliesToConversation: 'known', contactPointId: 'stranger' });
    const [placement] = place([stranger], [existing()], 72 * HOUR);
    expect(placement!.conversationId).not.toBe('known');
  });
});

describe('the language to answer in', () => {
  test.each([
    ['en', null, 'en'],
    [null, 'en', 'en'],
    ['ar', 'en', 'ar'],
    [null, null, 'ar'],
  ] as const)('written %s, known %s: %s', (written, known, expected) => {
    const [placement] = place(
      [arrival({ contactLanguage: known, message: { language: written } })],
      [],
      HOUR,
    );
    expect(languageOf(placement!)).toBe(expected);
  });
});

describe('a preview', () => {
  test('is one line, cut before a character that would break', () => {
    const preview = previewOf(`سطر\nثان ${'😀'.repeat(100)}`, []);
    expect(preview).not.toContain('\n');
    expect(preview.endsWith('…')).toBe(true);
    expect(preview.isWellFormed()).toBe(true);
    expect(preview.length).toBeLessThanOrEqual(160);
  });

  test('names the file of a message without words', () => {
    expect(previewOf('  ', [{ fileName: 'فاتورة.pdf' }])).toBe('فاتورة.pdf');
  });
});

describe('a file name', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\x.exe', 'x.exe'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\u202egpj.exe', 'abgpj.exe'],
    ['', 'attachment.pdf'],
    [null, 'attachment.pdf'],
    ['..', 'attachment.pdf'],
    ['صورة الهوية.jpg', 'صورة الهوية.jpg'],
  ])('%j becomes %j', (fileName, expected) => {
    const attachment = {
      fileName,
      contentType: 'application/pdf',
      size: 1,
      source: { kind: 'stored' as const, key: 'k' },
    };
    expect(fileNameOf(attachment)).toBe(expected);
  });
});
