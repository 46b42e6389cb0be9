import { describe, expect, it } from '@jest/globals';
import { journalEntry } from './email.id.js';
import { parseEmail } from './email.parser.js';

const OPTIONS = { domain: 'example.org', receivedAt: new Date('2026-03-15T08:00:00Z') };
const LENGTH = 100_000;
/** Generous for a slow machine: what these patterns once took was minutes. */
const MOST_MS = 2_500;

const PIECES = ['a', '@', 'a@', '<a@', '=?a?b?', '"', '(', ';', ' ', '*', '1-', 'a.', '1<@', 'On 1 '];
const FIELDS = [
  'From',
  'To',
  'Subject',
  'Return-Path',
  'Sender',
  'References',
  'In-Reply-To',
  'Message-ID',
  'Content-Type',
  'Auto-Submitted',
  'X-Failed-Recipients',
  'Date',
];

const repeated = (piece: string, length = LENGTH) => piece.repeat(Math.ceil(length / piece.length));
const lines = (piece: string) => `${repeated(piece, 490)}\n`.repeat(LENGTH / 490);

async function read(mail: string): Promise<number> {
  const began = performance.now();
  const raw = Buffer.from(mail);
  journalEntry(raw);
  await parseEmail(raw, OPTIONS);
  return performance.now() - began;
}

describe('a mail made to be slow to read is read at once:', () => {
  it.each(FIELDS)('%s of one endless word', async (field) => {
    for (const piece of PIECES) {
      const mail = `From: Sara <sara@example.com>\r\n${field}: ${repeated(piece)}\r\n\r\nhello`;
      expect(await read(mail)).toBeLessThan(MOST_MS);
    }
  });

  it.each([
    ['text', 'From: a@b.c\r\n\r\n'],
    ['HTML', 'From: a@b.c\r\nContent-Type: text/html\r\n\r\n'],
    ['bounce', 'From: MAILER-DAEMON@b.c\r\nSubject: Undelivered Mail\r\nReturn-Path: <>\r\n\r\n'],
    [
      'report',
      'From: MAILER-DAEMON@b.c\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: ',
    ],
  ])('%s of endless words and lines', async (_kind, head) => {
    for (const piece of PIECES) {
      expect(await read(head + repeated(piece))).toBeLessThan(MOST_MS);
      expect(await read(head + lines(piece))).toBeLessThan(MOST_MS);
    }
  });

  it.each(['<blockquote>', '<div class="gmail_quote">', '<ul><li>', '<table><tr><td>'])(
    'HTML of %s inside each other',
    async (element) => {
      const html = element.repeat(300) + 'a<br>'.repeat(50_000);
      const mail = `From: a@b.c\r\nContent-Type: text/html\r\n\r\n${html}`;
      expect(await read(mail)).toBeLessThan(MOST_MS);
    },
  );
});
