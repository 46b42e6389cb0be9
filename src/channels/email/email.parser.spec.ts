import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { CASES, sharedCases } from '../../../test/harness/cases.js';
import { mailboxes, readMail } from './email.mail.js';
import { messageIdOf } from './email.message-id.js';
import { NO_SENDER, type ParserOptions, parseEmail } from './email.parser.js';

interface MailCase {
  file: string;
  group?: string;
  expect: {
    subject?: string | null;
    subject_best?: string;
    from_name?: string;
    from?: string | { name: string | null; address: string | null }[] | null;
    to?: { address: string | null }[] | null;
    text?: string;
    text_best?: string;
    attachments?: { filename: string | null; type?: string | null }[];
  };
}

const NONE = { cases: [] as MailCase[] };
const RECEIVED = new Date('2026-03-15T08:00:00Z');
const OPTIONS: ParserOptions = { domain: 'example.org', receivedAt: RECEIVED };
const ID = '0199a1b2-0000-7000-8000-000000000001';

const casesOf = (folder: string): [string, MailCase | null][] => [
  ['(the shared cases)', null],
  ...sharedCases(`email/${folder}/manifest.json`, NONE).cases.map((one): [string, MailCase] => [
    one.file,
    one,
  ]),
];
const rawOf = (folder: string, one: MailCase) => readFileSync(join(CASES, 'email', folder, one.file));

const parse = async (raw: string | Buffer, options: Partial<ParserOptions> = {}) => {
  const { message } = await parseEmail(Buffer.from(raw as string), { ...OPTIONS, ...options });
  if (!message) throw new Error('no message');
  return message;
};
const HEAD = 'From: Sara <Sara@Example.com>\r\nSubject: s\r\n';

describe('Arabic mail', () => {
  it.each(casesOf('arabic'))('%s', async (_file, one) => {
    if (!one) return expect(existsSync(CASES)).toBe(existsSync(join(CASES, 'email')));
    const stated = one.expect;
    const message = await parse(rawOf('arabic', one));
    const subject = stated.subject ?? stated.subject_best;
    const text = stated.text ?? stated.text_best;
    if (subject !== undefined) expect(message.subject).toBe(subject);
    if (text !== undefined) expect(message.text).toBe(text.trim());
    if (stated.from_name) expect(message.sender.displayName).toBe(stated.from_name);
    if (stated.from) expect(message.sender.address).toBe(stated.from);
    expect(message.attachments.map(({ fileName }) => fileName)).toEqual(
      (stated.attachments ?? []).map(({ filename }) => filename),
    );
    expect(message.language).toBe('ar');
  });
});

describe('hard MIME', () => {
  /** Unlabelled bytes are shown as U+FFFD by the cases' parser; we guess what they are. */
  const like = (text: string | null | undefined) =>
    text
      ? expect.stringMatching(
          new RegExp(
            `^${text
              .trim()
              .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
              .replace(/\s+/g, '\\s+')
              .replace(/\ufffd+/g, '.+')}$`,
          ),
        )
      : null;

  it.each(casesOf('mime-stalwart'))('%s', async (_file, one) => {
    if (!one) return expect(existsSync(CASES)).toBe(existsSync(join(CASES, 'email')));
    const raw = rawOf('mime-stalwart', one);
    const stated = one.expect;
    const message = await parse(raw);
    expect(message.subject).toEqual(like(stated.subject));
    const from = Array.isArray(stated.from) ? stated.from[0] : null;
    if (from?.address?.includes('@')) expect(message.sender.address).toBe(from.address.toLowerCase());
    if (from?.name) expect(message.sender.displayName).toEqual(like(from.name));
    const { parsed } = await readMail(raw);
    expect(mailboxes(parsed.to).flatMap(({ address }) => address || [])).toEqual(
      (stated.to ?? []).flatMap(({ address }) => address ?? []),
    );
    // Parts without a name may be text or files, as JMAP counts; a name says that it is a file.
    const names = message.attachments.map(({ fileName }) => fileName);
    for (const { filename } of stated.attachments ?? [])
      if (filename) expect(names).toContainEqual(like(filename));
  });
});

describe('bytes that their label does not fit', () => {
  const WORDS = 'السلام عليكم ورحمة الله';
  const ARABIC = iconv.encode(WORDS, 'windows-1256');

  it.each([
    ['latin1 that is windows-1256', 'iso-8859-1', ARABIC, WORDS],
    ['windows-1252 that is windows-1256', 'windows-1252', ARABIC, WORDS],
    ['UTF-8 that is windows-1256', 'utf-8', ARABIC, WORDS],
    ['us-ascii that is windows-1256', 'us-ascii', ARABIC, WORDS],
    [
      'ISO-8859-6 that is windows-1256',
      'iso-8859-6',
      iconv.encode('السلام عليكم، گلستان پارسیان', 'windows-1256'),
      'السلام عليكم، گلستان پارس?ان',
    ],
    ['latin1 that is UTF-8', 'iso-8859-1', Buffer.from(WORDS), WORDS],
    ['an unknown label on UTF-8', 'x-something', Buffer.from(WORDS), WORDS],
    ['an unknown label on windows-1256', 'unknown-8bit', ARABIC, WORDS],
    [
      'true latin1',
      'iso-8859-1',
      Buffer.from('Müller grüßt Zoë à Orléans', 'latin1'),
      'Müller grüßt Zoë à Orléans',
    ],
    [
      'UTF-8 with one broken byte',
      'utf-8',
      Buffer.concat([Buffer.from(WORDS), Buffer.from([0xd8])]),
      `${WORDS}\ufffd`,
    ],
    ['UTF-7', 'utf-7', Buffer.from('+BkUGMQYtBigGJw-'), 'مرحبا'],
    ['UTF-16 without a mark', 'utf-16le', Buffer.from(WORDS, 'utf16le'), WORDS],
  ])('%s', async (_name, charset, bytes, text) => {
    const raw = Buffer.concat([
      Buffer.from(
        `${HEAD}Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`,
      ),
    ]);
    expect((await parse(raw)).text).toBe(text);
  });

  it('reads encoded words that are cut inside a character', async () => {
    const bytes = Buffer.from('استفسار');
    const [first, second] = [bytes.subarray(0, 5), bytes.subarray(5)].map(
      (part) => `=?utf-8?B?${part.toString('base64')}?=`,
    );
    expect((await parse(`From: a@b.co\r\nSubject: ${first}\r\n ${second}\r\n\r\nx`)).subject).toBe('استفسار');
  });

  it('removes NUL from subject, text and file name', async () => {
    const message = await parse(
      `From: a@b.co\r\nSubject: a\0b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nc\0d\r\n--x\r\nContent-Type: application/pdf; name="e\0f.pdf"\r\n\r\nx\r\n--x--`,
    );
    expect([message.subject, message.text, message.attachments[0]?.fileName]).toEqual(['ab', 'cd', 'ef.pdf']);
  });
});

describe('what a mail says', () => {
  it('takes the From address for the sender and not Reply-To', async () => {
    const message = await parse(`${HEAD}Reply-To: other@example.com\r\n\r\nx`);
    expect(message.sender).toEqual({ address: 'sara@example.com', displayName: 'Sara' });
  });

  it('shows a mail without a sender and marks it so that nobody answers it by machine', async () => {
    const message = await parse('Subject: s\r\n\r\nx');
    expect(message).toMatchObject({ sender: { address: NO_SENDER }, text: 'x', automatic: true });
  });

  it('lists what it answers: In-Reply-To, then References from the end, well-formed ids only', async () => {
    const message = await parse(
      `${HEAD}In-Reply-To: <c@x>\r\nReferences: <a@x> <> <b@x>\r\n garbage <c@x> <no-at> @y\r\n\r\nx`,
    );
    expect(message.repliesTo).toEqual(['<c@x>', '<b@x>', '<a@x>']);
  });

  it.each([
    'In-Reply-To: <>',
    'In-Reply-To:',
    'References: \r\nIn-Reply-To: your mail of Sunday',
    'Message-ID: <>',
  ])('answers nothing with %j', async (line) => {
    expect((await parse(`${HEAD}${line}\r\n\r\nx`)).repliesTo).toEqual([]);
  });

  it('believes an address only when it is vouched for', async () => {
    const idsOfAddress = (address: string) =>
      address === 'info+good@example.org' ? [messageIdOf(ID, 'example.org')] : [];
    const to = 'To: "A, B" <info+good@example.org>, info+bad@example.org\r\n';
    expect((await parse(`${HEAD}${to}\r\nx`, { idsOfAddress })).repliesTo).toEqual([`<${ID}@example.org>`]);
  });

  it('shows HTML-only mail as text, its quote cut', async () => {
    const html =
      '<html><body dir="rtl"><p>السلام <b>عليكم</b></p><p>سطر&nbsp;ثان</p><div class="gmail_quote"><div class="gmail_attr">في الأحد كتب x:</div><blockquote>قديم</blockquote></div></body></html>';
    const message = await parse(`${HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n${html}`);
    expect(message.text).toBe('السلام عليكم\nسطر ثان');
    expect(message.quotedText).toContain('قديم');
  });

  it('keeps a file, its Content-ID and its bytes', async () => {
    const message = await parse(
      `${HEAD}Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>hi</p>\r\n--x\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--x--`,
    );
    expect(message.attachments).toEqual([
      {
        fileName: 'a.png',
        contentType: 'image/png',
        size: 4,
        contentId: 'pic@x',
        source: { kind: 'content', content: Buffer.from('iVBORw==', 'base64') },
      },
    ]);
  });

  it.each([
    ['a believable date', 'Sun, 15 Mar 2026 10:30:00 +0300', '2026-03-15T07:30:00.000Z'],
    ['a clock years ahead', 'Sun, 15 Mar 2036 10:30:00 +0300', RECEIVED.toISOString()],
    ['no date at all', 'yesterday', RECEIVED.toISOString()],
  ])('is dated by %s', async (_name, date, expected) => {
    expect((await parse(`${HEAD}Date: ${date}\r\n\r\nx`)).occurredAt.toISOString()).toBe(expected);
  });

  it('has nothing to say when it is a mail of ours that came back', async () => {
    const raw = Buffer.from(`${HEAD}Message-ID: <${ID}@example.org>\r\n\r\nx`);
    expect(await parseEmail(raw, OPTIONS)).toEqual({ message: null, statuses: [] });
  });
});

describe('hostile mail', () => {
  const mixed = (parts: string) => `${HEAD}Content-Type: multipart/mixed; boundary=x\r\n\r\n${parts}`;
  const nested = (depth: number) => {
    const heads = Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    );
    return `${HEAD}${heads.join('')}Content-Type: text/plain\r\n\r\ndeep\r\n`;
  };

  it.each<[string, string | (() => string), string]>([
    [
      '1,000 headers',
      () => `${HEAD}${Array.from({ length: 1000 }, (_, i) => `X-H${i}: v\r\n`).join('')}\r\nbody`,
      'body',
    ],
    ['100,000 headers', () => `${HEAD}${'X-H: v\r\n'.repeat(100_000)}\r\nbody`, 'body'],
    ['a subject of 10 MB', () => `From: a@b.co\r\nSubject: ${'x'.repeat(10_000_000)}\r\n\r\nbody`, 'body'],
    [
      'torn encoded words',
      () => `From: a@b.co\r\nSubject: ${'=?a?q?'.repeat(1_000_000)}\r\n\r\nbody`,
      'body',
    ],
    ['open comments', () => `From: ${'('.repeat(60_000)}\r\n\r\nbody`, 'body'],
    ['50 nested parts', () => nested(50), 'deep'],
    ['5,000 nested parts', () => nested(5000), ''],
    ['no boundary', `${HEAD}Content-Type: multipart/mixed\r\n\r\nhello`, 'hello'],
    ['a line of 10 MB', () => `${HEAD}\r\n${'a'.repeat(10_000_000)}`, 'a'.repeat(200_000)],
    ['a million delimiters', () => mixed('--x\r\n'.repeat(1_000_000)), ''],
    [
      'half a million elements',
      () => `${HEAD}Content-Type: text/html\r\n\r\n${'<b>x '.repeat(500_000)}`,
      'x',
    ],
    [
      '200,000 nested elements',
      () => `${HEAD}Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}x`,
      'x',
    ],
    [
      'a delimiter that never ends',
      () => `${mixed('--x\r\nContent-Type: text/plain\r\n\r\n')}hello`,
      'hello',
    ],
    ['no empty line', 'From: a@b.co\r\nhello there', 'hello there'],
    ['carriage returns alone', 'From: a@b.co\rSubject: s\r\rhello', 'hello'],
  ])('with %s is read within seconds', async (_name, raw, text) => {
    const started = Date.now();
    const message = await parse(typeof raw === 'string' ? raw : raw());
    expect(message.text.startsWith(text)).toBe(true);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('loses nothing of a text that is too long to show', async () => {
    const message = await parse(`${HEAD}\r\n${'ab '.repeat(100_000)}`);
    expect(message.attachments).toMatchObject([{ fileName: 'message.txt', size: 300_000 }]);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\\\..\\\\x.exe', 'x.exe'],
    ['a/b/عقد.pdf', 'عقد.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['...', null],
    ['a<b>:"|?*.txt', 'ab.txt'],
  ])('has a file called %j', async (given, kept) => {
    const message = await parse(
      mixed(
        `--x\r\n\r\nhi\r\n--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="${given.replaceAll('"', '\\"')}"\r\n\r\nx\r\n--x--`,
      ),
    );
    expect(message.attachments[0]?.fileName).toBe(kept);
  });

  it.each([
    ['nothing', ''],
    ['JSON', '{"hello": "world"}'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['words', 'Hello, this is no mail'],
  ])('that is %s is refused with the reason', async (_name, raw) => {
    await expect(parseEmail(Buffer.from(raw as string), OPTIONS)).rejects.toThrow(/no mail|empty/);
  });
});
