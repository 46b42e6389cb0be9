import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CASES, sharedCases } from '../../../test/harness/cases.js';
import { isAutomatic } from './email.automatic.js';
import { bounceOf, isFeedbackReport } from './email.bounces.js';
import { readMail } from './email.mail.js';
import { parseEmail } from './email.parser.js';

interface BounceCase {
  file: string;
  expect: {
    is_bounce: boolean;
    is_feedback_report?: boolean;
    machine_generated: boolean;
    temporary?: boolean;
    dsn_fields?: { recipient: string; action: string; status: string }[];
  };
  oracle_flufl: { temporary: string[]; permanent: string[] };
}

const RECEIVED = new Date('2026-03-15T08:00:00Z');
const OPTIONS = { domain: 'example.org', receivedAt: RECEIVED };
const ID = '0199a1b2-0000-7000-8000-000000000001';
const EARLIER = '0199a1b2-0000-7000-8000-000000000000';

const cases = sharedCases('email/bounces-sisimai/manifest.json', { cases: [] as BounceCase[] }).cases;

describe('mail of real mail servers', () => {
  it.each([['(the shared cases)', null], ...cases.map((one) => [one.file, one])] as [
    string,
    BounceCase | null,
  ][])('%s', async (_file, one) => {
    if (!one) return expect(existsSync(CASES)).toBe(cases.length > 0);
    const raw = readFileSync(join(CASES, 'email/bounces-sisimai', one.file));
    const mail = await readMail(raw);
    const bounce = bounceOf(mail, null, RECEIVED);
    const stated = one.expect;

    expect(bounce !== null).toBe(stated.is_bounce);
    if (stated.is_feedback_report) expect(isFeedbackReport(mail)).toBe(true);
    // A bounce or complaint about nothing of ours opens no conversation; any other machine's mail is marked.
    const { message, statuses } = await parseEmail(raw, { ...OPTIONS, domain: 'insat.test' });
    expect(statuses).toEqual([]);
    if (stated.is_bounce || stated.is_feedback_report) expect(message).toBeNull();
    else if (stated.machine_generated) expect([message?.automatic, isAutomatic(mail)]).toEqual([true, true]);

    const facts = bounce?.recipients ?? [];
    // A report that the server encloses in another is not about this mail.
    const own = (stated.dsn_fields ?? []).slice(0, facts.length);
    for (const { recipient, action, status } of own) {
      expect(facts).toContainEqual(
        expect.objectContaining({
          address: recipient.toLowerCase(),
          outcome: action === 'delayed' ? 'deferred' : action,
          code: status,
        }),
      );
    }
    if (one.oracle_flufl.temporary.length > 0)
      expect(facts.map(({ outcome }) => outcome)).toContain('deferred');
    if (bounce) expect(facts.every(({ address }) => address?.includes('@'))).toBe(true);
  });
});

const report = (fields: string, enclosed: string, headers = '') =>
  Buffer.from(
    `From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n${headers}Date: Sun, 15 Mar 2026 07:00:00 +0000\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nThis is the mail system.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n${fields}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${enclosed}\r\n--b--\r\n`,
  );
const FAILED =
  'Final-Recipient: rfc822; sara@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n';
const ENCLOSED = `From: info@example.org\r\nReferences: <${EARLIER}@example.org>\r\nMessage-ID: <${ID}@Example.org>\r\nSubject: x\r\n\r\nold text`;

describe('a bounce of a message of ours', () => {
  it('is found by the id in the enclosed original, and says why it failed', async () => {
    expect(await parseEmail(report(FAILED, ENCLOSED), OPTIONS)).toEqual({
      message: null,
      statuses: [
        {
          messageId: ID,
          externalId: null,
          status: 'failed',
          code: '5.1.1',
          detail: '550 5.1.1 User unknown',
          occurredAt: new Date('2026-03-15T07:00:00Z'),
        },
      ],
    });
  });

  it('is deferred while the server goes on trying', async () => {
    const fields = 'Final-Recipient: rfc822; sara@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n';
    const { statuses } = await parseEmail(report(fields, ENCLOSED), OPTIONS);
    expect(statuses).toMatchObject([{ messageId: ID, status: 'deferred', code: '4.4.1' }]);
  });

  it.each([
    ['4.x without an action', 'Final-Recipient: rfc822; s@e.com\r\nStatus: 4.2.2\r\n', 'deferred'],
    ['5.x without an action', 'Final-Recipient: rfc822; s@e.com\r\nStatus: 5.2.2\r\n', 'failed'],
    [
      '4.x that the server gave up on',
      'Final-Recipient: rfc822; s@e.com\r\nAction: failed\r\nStatus: 4.4.7\r\n',
      'failed',
    ],
    [
      'a delivery receipt',
      'Final-Recipient: rfc822; s@e.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n',
      'delivered',
    ],
  ])('reads %s', async (_name, fields, status) => {
    expect((await parseEmail(report(fields, ENCLOSED), OPTIONS)).statuses).toMatchObject([{ status }]);
  });

  it.each([
    [
      'Original-Message-ID',
      report(`Original-Message-ID: <${ID}@example.org>\r\n${FAILED}`, 'Subject: x\r\n\r\n'),
    ],
    ['its own In-Reply-To', report(FAILED, 'Subject: x\r\n\r\n', `In-Reply-To: <${ID}@example.org>\r\n`)],
    [
      'its own References',
      report(
        FAILED,
        'Subject: x\r\n\r\n',
        `References: <${EARLIER}@example.org>\r\n <${ID}@example.org>\r\n`,
      ),
    ],
    [
      'a copy inside a letter',
      Buffer.from(
        `From: MAILER-DAEMON@mx.example.com\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program.\r\nI'm afraid I wasn't able to deliver your message.\r\n<sara@example.com>:\r\nno mailbox (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nReturn-Path: <info@example.org>\r\nMessage-ID: <${ID}@example.org>\r\nSubject: x\r\n`,
      ),
    ],
  ])('is found by %s', async (_name, raw) => {
    expect((await parseEmail(raw, OPTIONS)).statuses).toMatchObject([
      { messageId: ID, status: 'failed', code: '5.1.1' },
    ]);
  });

  it.each([
    ['another house', report(FAILED, ENCLOSED.replace('@Example.org', '@example.net').replace(EARLIER, 'x'))],
    [
      'a longer domain',
      report(FAILED, ENCLOSED.replace('@Example.org', '@example.org.evil.net').replace(EARLIER, 'x')),
    ],
    ['nobody', report(FAILED, 'Subject: x\r\n\r\n')],
  ])('is nothing to us when it is about a mail of %s', async (_name, raw) => {
    expect(await parseEmail(raw, OPTIONS)).toEqual({ message: null, statuses: [] });
  });

  it('is not seen in the mail of a person who writes about one', async () => {
    const raw = Buffer.from(
      'From: sara@example.com\r\nReturn-Path: <sara@example.com>\r\nSubject: Undeliverable mail\r\n\r\nMy mail could not be delivered, please help',
    );
    expect((await parseEmail(raw, OPTIONS)).message).toMatchObject({ automatic: false });
  });
});

describe('mail of machines', () => {
  const from = (head: string) => Buffer.from(`From: sara@example.com\r\n${head}\r\n\r\nx`);

  it.each([
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated; type=x',
    'Return-Path: <>',
    'List-Id: <l.example.com>',
    'List-Unsubscribe: <mailto:x@example.com>',
    'Precedence: bulk',
    'Precedence: Junk',
    'X-Autoreply: yes',
    'Subject: Automatic reply: hello',
    'Subject: رد تلقائي: طلبكم',
  ])('is told by %s', async (line) => {
    expect((await parseEmail(from(line), OPTIONS)).message).toMatchObject({ automatic: true, text: 'x' });
  });

  it.each([
    'Auto-Submitted: no',
    'X-Auto-Response-Suppress: All',
    'Return-Path: <sara@example.com>',
    'Precedence: first-class',
    'Subject: Re: automatic payments',
  ])('is not told by %s', async (line) => {
    expect((await parseEmail(from(line), OPTIONS)).message).toMatchObject({ automatic: false });
  });

  it.each(['MAILER-DAEMON@example.com', 'no-reply@example.com', 'Postmaster <postmaster@example.com>'])(
    'is told by the sender %s',
    async (sender) => {
      const { message } = await parseEmail(
        Buffer.from(`From: ${sender}\r\nSubject: hello\r\n\r\nhello`),
        OPTIONS,
      );
      expect(message).toMatchObject({ automatic: true });
    },
  );
});
