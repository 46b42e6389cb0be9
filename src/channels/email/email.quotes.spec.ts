import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CASES, sharedCases } from '../../../test/harness/cases.js';
import { textOfHtml } from './email.html.js';
import { withoutQuotes } from './email.quotes.js';

interface ReplyCase {
  file: string;
  expect: {
    visible_contains?: string[];
    visible_not_contains?: string[];
    visible_regex?: string;
    body_visible_text?: string;
    first_fragment?: string;
    fragment_count?: number;
    fragments?: number;
    fragment_matches?: { fragment: number; regex: string }[];
    max_seconds?: number;
  };
}

interface ArabicCase {
  input: string;
  expect: { reply: string };
}

const NONE = { cases: [] as ReplyCase[] };
const foreign = ['replies-zapier', 'replies-crisp'].flatMap((set) =>
  sharedCases(`email/${set}/manifest.json`, NONE).cases.map((one) => ({
    ...one,
    path: join('email', set, one.file),
  })),
);
const arabic = sharedCases('email/arabic/reply_cases.json', {
  replies: [] as ArabicCase[],
  negatives: [] as ArabicCase[],
  html: [] as ArabicCase[],
  signatures: [] as ArabicCase[],
});

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('what a reader sees of a reply', () => {
  it.each([['', null] as const, ...foreign.map((one) => [one.path, one] as const)])('%s', (_path, one) => {
    if (one === null) return;
    const source = readFileSync(join(CASES, one.path), 'utf8');
    const started = Date.now();
    const { text, quotedText } = withoutQuotes(source);
    const seconds = (Date.now() - started) / 1000;
    const stated = one.expect;

    expect(seconds).toBeLessThan(stated.max_seconds ?? 1);
    for (const part of stated.visible_contains ?? []) expect(flat(text)).toContain(flat(part));
    for (const part of stated.visible_not_contains ?? []) expect(flat(text)).not.toContain(flat(part));
    if (stated.visible_regex) expect(text).toMatch(new RegExp(stated.visible_regex));
    if (stated.body_visible_text) expect(flat(text)).toBe(flat(stated.body_visible_text));
    if (stated.first_fragment) expect(flat(text).startsWith(flat(stated.first_fragment))).toBe(true);
    if ((stated.fragment_count ?? stated.fragments) === 1) expect(quotedText).toBeNull();
    for (const { fragment, regex } of stated.fragment_matches ?? []) {
      if (fragment === 0) expect(text).toMatch(new RegExp(regex));
    }
    // Nothing is lost: both together are the mail.
    expect(flat(`${text} ${quotedText ?? ''}`).replace(/ /g, '')).toBe(flat(source).replace(/ /g, ''));
  });

  it.each(
    [...arabic.replies, ...arabic.negatives, ...arabic.signatures].map((one) => [
      one.input,
      one.expect.reply,
    ]),
  )('in Arabic: %j', (input, reply) => {
    expect(withoutQuotes(input).text).toBe(reply);
  });

  it.each(arabic.html.map((one) => [one.input, one.expect.reply]))('in HTML: %j', (input, reply) => {
    expect(withoutQuotes(textOfHtml(input)).text).toBe(reply);
  });
});

describe('Arabic quote headers', () => {
  const OLD = '> الرسالة القديمة\n> سطر ثان';

  it.each([
    [
      'Gmail with direction marks',
      '\u202bفي الأحد، 5 مارس 2023 في 11:33 ص تمت كتابة ما يلي بواسطة \u202aInfo\u202c\u200f <\u202ainfo@example.org\u202c\u200f>:\u202c',
    ],
    [
      'Gmail wrapped inside the address',
      'في الأحد، 5 مارس 2023 في 11:33 ص تمت كتابة ما يلي بواسطة جمعية البر <\ninfo@example.org>:',
    ],
    ['Apple Mail', 'في ١٥‏/٠٣‏/٢٠٢٦، الساعة ٥:٠٤ ص، كتب/كتبت info@example.org:'],
    ['Thunderbird without an address', 'في 15/3/2026 5:04 ص، كتب جمعية البر:'],
    ['Yahoo', 'في الأحد، 15 مارس 2026 05:04:22 ص غرينتش+3، كتب جمعية البر <info@example.org>:'],
    ['Mozilla, the name before the verb', 'في 5/3/2019 11:33 ص، info كتب:'],
    ['the verb first', 'كتب info <info@example.org> في 5 مارس 2019، 11:33 ص:'],
    ['Zoho between dashes', '---- في Sun, 15 Mar 2026 05:04:22 +0300 كتب info <info@example.org> ----'],
    ['a date and a name before the verb', 'بتاريخ الأربعاء، 27 فبراير 2019، جاء من info <info@example.org>:'],
  ])('%s', (_name, header) => {
    const { text, quotedText } = withoutQuotes(`شكراً لكم\nوصلني الرد.\n\n${header}\n${OLD}`);
    expect(text).toBe('شكراً لكم\nوصلني الرد.');
    expect(quotedText).toContain('الرسالة القديمة');
  });

  it.each([
    [
      'Outlook',
      'من: info <info@example.org>\nتم الإرسال: الثلاثاء 5 مارس 2019 11:33 ص\nإلى: أحمد\nالموضوع: طلب',
    ],
    [
      'Outlook behind a line',
      '________________________________\nمن: info <info@example.org>\nتم الإرسال: 5 مارس\nإلى: أحمد\nالموضوع: طلب',
    ],
    ['Outlook in bold', '*من:* info\n*تاريخ الإرسال:* 5 مارس\n*إلى:* أحمد\n*الموضوع:* طلب'],
    ['Samsung', '-------- رسالة أصلية --------\nمن: info'],
  ])('%s, though nothing below is marked', (_name, block) => {
    expect(withoutQuotes(`نعم موافق\n\n${block}\n\nالرسالة القديمة هنا`).text).toBe('نعم موافق');
  });

  it.each([
    ['a date and a colon', 'في 13 سبتمبر 2026 كتبت لكم الرسالة التالية:\nأريد موعداً.'],
    [
      'the head of a formal letter',
      'بسم الله الرحمن الرحيم\n\nمن: أحمد عبدالله\nإلى: جمعية البر\nالموضوع: طلب مساعدة\n\nالسلام عليكم',
    ],
    ['one label', 'من: ينبع\nأريد أن أعرف موعد الزيارة.'],
    [
      'an answer between quotes',
      'في الأحد، 5 مارس 2023 في 11:33 ص كتب info <i@e.org>:\n> متى تأتي؟\n\nغداً\n\n> وأين؟\n\nفي المكتب',
    ],
    [
      'a forwarded mail',
      'انظروا هذا\n\n---------- Forwarded message ---------\nمن: info <i@e.org>\nالتاريخ: 5 مارس\nالموضوع: قرار\nإلى: أحمد\n\nنص القرار',
    ],
    ['nothing but a quote', '> متى تأتي؟\n> أين؟'],
  ])('keeps %s', (_name, text) => {
    expect(withoutQuotes(text)).toEqual({ text, quotedText: null });
  });
});

describe('hostile replies', () => {
  it.each([
    ['one line of 10 MB', 'a'.repeat(10_000_000)],
    ['many headers', 'On 1 Jan, x wrote\n'.repeat(50_000)],
    ['words that the parser scans from', 'Op x schreef\n'.repeat(2_900)],
    ['many quotes', '> x\n'.repeat(200_000)],
    ['empty lines', `${'\n'.repeat(200_000)}x`],
    ['years and names', `${'2000 from <'.repeat(36)}\n`.repeat(2_900)],
  ])('%s are read within seconds', (_name, text) => {
    const started = Date.now();
    const { text: visible, quotedText } = withoutQuotes(text);
    expect(visible.length + (quotedText?.length ?? 0)).toBeGreaterThan(0);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
