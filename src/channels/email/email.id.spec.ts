import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CASES } from '../../../test/harness/cases.js';
import { journalEntry } from './email.id.js';
import { NO_SENDER, parseEmail } from './email.parser.js';

const of = (text: string) => journalEntry(Buffer.from(text));
const hash = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('what the journal knows of a mail', () => {
  it('is its Message-ID and its sender', () => {
    const raw =
      'Received: x\r\n from y\r\nfrom: =?utf-8?B?2KM=?= <Sara@Example.com>\r\nMESSAGE-ID:\r\n <abc@x>\r\n\r\nMessage-ID: <no@x>';
    expect(of(raw)).toEqual({
      kind: 'message',
      externalId: '<abc@x>',
      sender: 'sara@example.com',
      raw: Buffer.from(raw),
    });
  });

  it.each([
    'From: a@b.co\r\n\r\nx',
    'From: a@b.co\r\nMessage-ID:\r\n\r\nx',
    'From: a@b.co\r\nMessage-ID: <>\r\n\r\nx',
    'From: a@b.co\r\nMessage-ID: < a b >\r\n\r\nx',
    `From: a@b.co\r\nMessage-ID: <${'x'.repeat(2000)}@y>\r\n\r\nx`,
  ])('is a hash of the bytes without a usable id: %j', (raw) => {
    expect(of(raw).externalId).toBe(hash(raw));
  });

  it.each([
    ['"Last, First" <a@b.co>', 'a@b.co'],
    ['"x <evil@e.co>" <a@b.co>', 'a@b.co'],
    ['a@b.co (Comment)', 'a@b.co'],
    ['A <a@b.co>, B <b@b.co>', 'a@b.co'],
    ['nobody', NO_SENDER],
  ])('reads the sender of From: %s', (from, address) => {
    expect(of(`From: ${from}\r\n\r\n`).sender).toBe(address);
  });

  it('is the report of a mail server', () => {
    const type = 'multipart/report;\r\n\treport-type=delivery-status; boundary=x';
    expect(of(`From: a@b.co\r\nContent-Type: ${type}\r\nMessage-ID: <a@b>\r\n\r\n`).kind).toBe('status');
  });

  it('agrees with the parser about the sender of every case', async () => {
    for (const folder of ['arabic', 'bounces-sisimai/maildir/bsd', 'mime-stalwart/resources/eml/rfc']) {
      const path = join(CASES, 'email', folder);
      if (!existsSync(path)) continue;
      for (const file of readdirSync(path).filter((name) => name.endsWith('.eml'))) {
        const raw = readFileSync(join(path, file));
        const { message } = await parseEmail(raw, { domain: null, receivedAt: new Date() });
        if (message) expect([file, journalEntry(raw).sender]).toEqual([file, message.sender.address]);
      }
    }
  });

  it.each([
    ['a million headers', `${'X: y\r\n'.repeat(1_000_000)}\r\n`],
    ['a line of 20 MB', `Subject: ${'x'.repeat(20_000_000)}`],
    ['20 MB of folds', `From: a\r\n${' x\r\n'.repeat(4_000_000)}`],
    ['torn quotes', `From: ${'"\\'.repeat(100_000)}\r\n\r\n`],
    ['angles', `From: ${'<'.repeat(100_000)}\r\nMessage-ID: ${'<'.repeat(100_000)}\r\n\r\n`],
    ['nothing', ''],
  ])('is found at once in %s', (_name, raw) => {
    const bytes = Buffer.from(raw);
    const started = performance.now();
    expect(journalEntry(bytes).externalId).toMatch(/^(sha256:|<)/);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
