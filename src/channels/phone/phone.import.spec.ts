import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { callsOf } from './phone.import.calls.js';
import { columnsByContent, columnsByName, looksLikeHeader } from './phone.import.columns.js';
import { readMoment, readSeconds } from './phone.import.moment.js';
import { likelyOwnNumbers, readRows } from './phone.import.rows.js';
import { type CallRow, type CompleteReading, readingSchema } from './phone.import.schemas.js';
import { decode, guessDelimiter, guessEncoding, linesOf, recordsOf } from './phone.import.text.js';

const now = new Date('2026-03-10T09:00:00Z');

/** Lines as Asterisk writes them into Master.csv, from its documentation and from exchanges in the field. */
const MASTER_LINES = [
  // Rang in the queue until the caller gave up: "answered" only by the queue.
  '"","0501234567","600","ext-queues","""أم سعد"" <0501234567>","PJSIP/trunk-00000001","","Queue","600,t,,,300","2026-03-01 10:00:00","2026-03-01 10:00:01","2026-03-01 10:01:05",65,64,"ANSWERED","DOCUMENTATION","1772348400.1",""',
  // Somebody lifted the receiver.
  '"","0509876543","201","ext-local","0509876543 <0509876543>","PJSIP/trunk-00000002","PJSIP/201-00000003","Dial","PJSIP/201","2026-03-01 10:05:00","2026-03-01 10:05:09","2026-03-01 10:08:00",180,171,"ANSWERED","DOCUMENTATION","1772348700.2",""',
  // One call that two telephones rang for, nobody answered: two lines, one id.
  '"","0557778888","201","ext-local","<0557778888>","PJSIP/trunk-00000004","PJSIP/201-00000005","Dial","PJSIP/201","2026-03-01 10:10:00","","2026-03-01 10:10:20",20,0,"NO ANSWER","DOCUMENTATION","1772349000.3",""',
  '"","0557778888","202","ext-local","<0557778888>","PJSIP/trunk-00000004","PJSIP/202-00000006","Dial","PJSIP/202","2026-03-01 10:10:20","","2026-03-01 10:10:40",20,0,"NO ANSWER","DOCUMENTATION","1772349000.3",""',
  // One of ours rings out; and rings a colleague; and somebody hides the number.
  '"","201","0501234567","from-internal","""Noura"" <201>","PJSIP/201-00000007","PJSIP/trunk-00000008","Dial","PJSIP/trunk","2026-03-01 09:00:00","2026-03-01 09:00:09","2026-03-01 09:01:00",60,51,"ANSWERED","DOCUMENTATION","1772344800.4",""',
  '"","201","202","from-internal","""Noura"" <201>","PJSIP/201-00000009","PJSIP/202-0000000a","Dial","PJSIP/202","2026-03-01 10:20:00","","2026-03-01 10:20:09",9,0,"BUSY","DOCUMENTATION","1772349600.5",""',
  '"","anonymous","600","ext-queues","""Anonymous"" <anonymous>","PJSIP/trunk-0000000b","","Queue","600","2026-03-01 10:30:00","","2026-03-01 10:30:09",9,0,"NO ANSWER","DOCUMENTATION","1772350200.6",""',
];

function readingOf(
  columns: CompleteReading['columns'],
  over: Partial<CompleteReading> = {},
): CompleteReading {
  const reading = readingSchema.parse({});
  return { ...reading, encoding: 'utf-8', delimiter: ',', header: false, columns, ownNumbers: [], ...over };
}

async function read(lines: string[], over: Partial<CompleteReading> = {}) {
  const { records } = await recordsOf(lines, over.delimiter ?? ',');
  const columns = columnsByContent(records.map(({ cells }) => cells));
  return readRows(records, readingOf(columns, over), now);
}

describe('a moment', () => {
  const dayFirst = { dayFirst: true, zone: 'riyadh' } as const;
  test.each([
    ['2026-03-01 10:00:00', '2026-03-01T07:00:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00:00 +0500', '2026-03-01T05:00:00.000Z'],
    ['2026/3/1 1:05', '2026-02-28T22:05:00.000Z'],
    ['03/04/2026 22:15:30', '2026-04-03T19:15:30.000Z'],
    ['13/04/2026 22:15', '2026-04-13T19:15:00.000Z'],
    ['04/13/2026 10:15 PM', '2026-04-13T19:15:00.000Z'],
    ['١/٣/٢٠٢٦ ٩:٠٥ ص', '2026-03-01T06:05:00.000Z'],
    ['1-3-26 12:30 م', '2026-03-01T09:30:00.000Z'],
    ['1/3/2026 12:00 صباحًا', '2026-02-28T21:00:00.000Z'],
    ['1772348400.53', '2026-03-01T07:00:00.530Z'],
    ['2026-03-01', '2026-02-28T21:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(readMoment(text, dayFirst)?.toISOString()).toBe(iso);
  });

  test.each([
    '',
    'أمس',
    '2026-02-30 10:00',
    '2026-13-01',
    '25:00',
    '1447-09-12 10:00',
    '2026-03-01 25:00',
    '600',
  ])('%j is none', (text) => {
    expect(readMoment(text, dayFirst)).toBeNull();
  });

  test('stands in the order and on the clock that are said', () => {
    expect(readMoment('03/04/2026 10:00', { dayFirst: false, zone: 'utc' })?.toISOString()).toBe(
      '2026-03-04T10:00:00.000Z',
    );
  });

  test.each([
    ['95', 95],
    ['٩٥', 95],
    ['1:35', 95],
    ['0:01:35', 95],
    ['95s', 95],
    ['طويلة', null],
    ['', null],
  ])('a length of %j is %j seconds', (text, seconds) => {
    expect(readSeconds(text)).toBe(seconds);
  });
});

describe('a file', () => {
  const words = 'الرقم;التاريخ;الحالة\n0501234567;2026-03-01 10:00;لم يُرد\n';
  test.each([
    ['utf-8', Buffer.from(words)],
    ['utf-8', iconv.encode(words, 'utf-8', { addBOM: true })],
    ['windows-1256', iconv.encode(words.replace('ُ', ''), 'windows-1256')],
    ['utf-16le', iconv.encode(words, 'utf-16le', { addBOM: true })],
    ['utf-16le', iconv.encode(words, 'utf-16le')],
  ] as const)('in %s tells its encoding by itself', (encoding, bytes) => {
    expect(guessEncoding(bytes)).toBe(encoding);
    const { text, damaged } = decode(bytes, encoding);
    expect(damaged).toBe(0);
    expect(linesOf(text)[0]).toBe('الرقم;التاريخ;الحالة');
  });

  test('read in the wrong encoding counts what it cannot have meant', () => {
    expect(decode(iconv.encode('أم سعد', 'windows-1256'), 'utf-8').damaged).toBeGreaterThan(2);
  });

  test.each([
    [',', 'a,b,c\n1,2,3'],
    [';', 'a;b;c\n1,5;2;3'],
    ['\t', 'a\tb\n1, 2\t3'],
    ['|', 'a|b|c\n"x,y,z"|2|3'],
    [',', 'one column'],
  ])('cut at %j is told by its first lines', (delimiter, text) => {
    expect(guessDelimiter(linesOf(text))).toBe(delimiter);
  });

  test('loses one line to a quote that is never closed, and no other', async () => {
    const { records, torn } = await recordsOf(
      ['a,"b ""c"" d"', '1,"2', '', '3,"4"', 'x,"y"z",w', 'a"b,c'],
      ',',
    );
    expect(records).toEqual([
      { line: 1, cells: ['a', 'b "c" d'] },
      { line: 4, cells: ['3', '4'] },
      { line: 6, cells: ['a"b', 'c'] },
    ]);
    expect(torn).toEqual([2, 5]);
  });
});

describe('columns', () => {
  test('of Master.csv are known without a header, with and without its last two', async () => {
    const { records } = await recordsOf(MASTER_LINES, ',');
    const cells = records.map((record) => record.cells);
    expect(columnsByContent(cells)).toMatchObject({ number: 1, called: 2, at: 9, outcome: 14, id: 16 });
    const short = columnsByContent(cells.map((row) => row.slice(0, 16)));
    expect(short).toMatchObject({ number: 1, outcome: 14 });
    expect(short.id).toBeUndefined();
  });

  test.each([
    [
      "FreePBX's report",
      'calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,did',
      {
        at: 0,
        name: 1,
        number: 2,
        called: 3,
        context: 4,
        answeredBy: 6,
        application: 7,
        outcome: 11,
        id: 14,
      },
    ],
    [
      'a list in Arabic',
      'الاسم,رقم الجوال,التاريخ,الوقت,الحالة',
      { name: 0, number: 1, at: 2, time: 3, outcome: 4 },
    ],
    [
      "a telephone's own list",
      'Type,Number,Name,Time,Duration',
      { direction: 0, number: 1, at: 3, duration: 4 },
    ],
  ])('of %s are known by their names', (_, header, columns) => {
    const names = header.split(',');
    expect(looksLikeHeader(names)).toBe(true);
    expect(columnsByName(names)).toMatchObject(columns);
  });

  test('of a list without a header are known by what stands in them', () => {
    const rows = [
      ['0501234567', 'مشغول', '1/3/2026 10:00'],
      ['0501234568', 'لم يرد', '1/3/2026 11:00'],
    ];
    expect(looksLikeHeader(rows[0]!)).toBe(false);
    expect(columnsByContent(rows)).toEqual({ number: 0, outcome: 1, at: 2 });
  });
});

describe('the lines of an exchange', () => {
  test('become calls, one for each id, and only who was not helped is brought in', async () => {
    const { rows, unreadable } = await read(MASTER_LINES);
    expect(unreadable).toEqual([]);
    const calls = callsOf(rows);
    expect(calls.map(({ row, ignored }) => [row.number, ignored])).toEqual([
      ['+966501234567', 'outbound'],
      ['+966501234567', null],
      ['+966509876543', 'answered'],
      ['+966557778888', null],
      [null, 'internal'],
      [null, 'withheld'],
    ]);
    expect(calls[1]).toMatchObject({ externalId: 'cdr:1772348400.1', row: { name: 'أم سعد', seconds: 65 } });
  });

  test('forget a missed call when the person was spoken with later, whoever rang', async () => {
    const later = MASTER_LINES[4]!.replaceAll('2026-03-01 09:0', '2026-03-01 11:0');
    const { rows } = await read([MASTER_LINES[0]!, later]);
    expect(callsOf(rows).map(({ ignored }) => ignored)).toEqual(['reached_since', 'outbound']);
  });

  test('without ids are the same calls in the next export, whatever else it holds', () => {
    const row: CallRow = {
      line: 1,
      id: null,
      number: '+966501234567',
      name: null,
      at: now,
      seconds: 20,
      direction: 'inbound',
      answered: false,
    };
    const [one] = callsOf([row, { ...row, line: 2 }]);
    const [other] = callsOf([{ ...row, line: 9, name: 'أم سعد' }]);
    expect(callsOf([row, { ...row, line: 2 }])).toHaveLength(1);
    expect(other!.externalId).toBe(one!.externalId);
    expect(callsOf([{ ...row, seconds: 21 }])[0]!.externalId).not.toBe(one!.externalId);
  });
});

describe('a line that cannot be read', () => {
  const columns = { number: 0, at: 1, outcome: 2, called: 3 };
  test.each([
    ['time_missing', '0501234567,,NO ANSWER,600'],
    ['time_unreadable', '0501234567,yesterday,NO ANSWER,600'],
    ['time_future', '0501234567,2026-11-03 10:00,NO ANSWER,600'],
    ['number_unreadable', '0501234,2026-03-01 10:00,NO ANSWER,600'],
    ['outcome_unknown', '0501234567,2026-03-01 10:00,MAYBE,600'],
    ['direction_unknown', '0501234567,2026-03-01 10:00,NO ANSWER,0143211234'],
  ])('says %s', async (problem, line) => {
    const { records } = await recordsOf([line], ',');
    expect(readRows(records, readingOf(columns), now)).toMatchObject({
      rows: [],
      unreadable: [{ line: 1, problem }],
    });
  });

  test("is read once the association's own number is known, and that is guessed from many callers", async () => {
    const lines = ['0501111111', '0502222222', '0503333333'].map(
      (number) => `${number},2026-03-01 10:00,NO ANSWER,0143211234`,
    );
    const { records } = await recordsOf(lines, ',');
    const ownNumbers = likelyOwnNumbers(records, { columns });
    expect(ownNumbers).toEqual(['+966143211234']);
    const { rows, unreadable } = readRows(records, readingOf(columns, { ownNumbers }), now);
    expect(unreadable).toEqual([]);
    expect(rows.map(({ direction }) => direction)).toEqual(['inbound', 'inbound', 'inbound']);
  });
});
