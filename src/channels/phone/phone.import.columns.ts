import { fold } from '../../platform/i18n/fold.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { readMoment } from './phone.import.moment.js';
import type { ColumnRole, Columns } from './phone.import.schemas.js';
import { isOutcomeWord } from './phone.import.words.js';

/**
 * Asterisk's and FreePBX's Master.csv has no header. Its last two columns stand there only when the exchange was told
 * to write them (`loguniqueid`, `loguserfield`).
 */
const MASTER: Columns = {
  number: 1,
  called: 2,
  context: 3,
  name: 4,
  answeredBy: 6,
  application: 7,
  at: 9,
  duration: 12,
  talk: 13,
  outcome: 14,
};
const MASTER_WIDTHS = [16, 17, 18];
const MASTER_ID = 16;

/** What programs call their columns, folded, with nothing but letters and digits. The first that is there counts. */
const NAMES: Record<ColumnRole, string[]> = {
  number: [
    ...[
      'src',
      'cnum',
      'source',
      'caller',
      'callerid',
      'callernumber',
      'callingnumber',
      'callingparty',
      'from',
    ],
    ...['number', 'phone', 'phonenumber', 'mobile', 'msisdn', 'cli', 'المتصل', 'رقمالمتصل', 'من', 'الرقم'],
    ...['رقمالجوال', 'الجوال', 'رقمالهاتف', 'الهاتف'],
  ],
  called: [
    ...['dst', 'destination', 'to', 'called', 'callednumber', 'calledparty', 'callee', 'الي', 'المطلوب'],
    ...['الرقمالمطلوب', 'المتصلبه', 'الوجهه'],
  ],
  name: ['cnam', 'clid', 'callername', 'calleridname', 'name', 'contact', 'الاسم', 'اسمالمتصل'],
  at: [
    ...[
      'start',
      'calldate',
      'starttime',
      'startedat',
      'datetime',
      'timestamp',
      'calltime',
      'date',
      'التاريخ',
    ],
    ...['التاريخوالوقت', 'تاريخالمكالمه', 'وقتالبدء', 'البدايه'],
  ],
  time: ['time', 'timeofday', 'الوقت', 'وقتالمكالمه', 'الساعه'],
  duration: ['duration', 'length', 'seconds', 'المده', 'مدهالمكالمه'],
  talk: ['billsec', 'talktime', 'talk', 'billableseconds', 'مدهالتحدث', 'مدهالحديث'],
  outcome: ['disposition', 'status', 'callstatus', 'result', 'outcome', 'الحاله', 'النتيجه', 'حالهالمكالمه'],
  direction: ['direction', 'calltype', 'type', 'الاتجاه', 'النوع', 'نوعالمكالمه'],
  context: ['dcontext', 'context'],
  application: ['lastapp', 'application'],
  answeredBy: ['dstchannel', 'destinationchannel', 'answeredby', 'agent', 'extension', 'التحويله', 'الموظف'],
  id: ['uniqueid', 'linkedid', 'callid', 'sessionid', 'id', 'المعرف', 'معرفالمكالمه'],
};

/** Any time of day or month reads here: it is only asked whether it is one. */
const ANY_CLOCK = { dayFirst: true, zone: 'riyadh' } as const;

const plain = (name: string): string => fold(name).replace(/[^\p{L}\p{N}]/gu, '');
const isMoment = (cell: string): boolean => readMoment(cell, ANY_CLOCK) !== null;

/** Whether a first record names columns: at least two of its cells are names we know, and none is a moment. */
export function looksLikeHeader(cells: string[]): boolean {
  const known = new Set(Object.values(NAMES).flat());
  return cells.filter((cell) => known.has(plain(cell))).length >= 2 && !cells.some(isMoment);
}

/** What each column says, by its name; the first name of a role that is there counts, and no column twice. */
export function columnsByName(names: string[]): Columns {
  const there = names.map(plain);
  const columns: Columns = {};
  const taken = new Set<number>();
  for (const [role, known] of Object.entries(NAMES) as [ColumnRole, string[]][]) {
    const index = known.map((name) => there.indexOf(name)).find((at) => at >= 0 && !taken.has(at));
    if (index === undefined) continue;
    columns[role] = index;
    taken.add(index);
  }
  // A time of day alone is no moment, and a column called "time" may hold the whole of it.
  if (columns.at === undefined && columns.time !== undefined) {
    columns.at = columns.time;
    delete columns.time;
  }
  return columns;
}

/** What each column says, by what stands in it. */
export function columnsByContent(records: string[][]): Columns {
  const width = Math.max(0, ...records.map((cells) => cells.length));
  const share = (index: number, fits: (cell: string) => boolean): number =>
    records.filter((cells) => fits(cells[index] ?? '')).length / (records.length || 1);
  const find = (fits: (cell: string) => boolean, least: number): number | undefined =>
    Array.from({ length: width }, (_, index) => index).find((index) => share(index, fits) >= least);

  if (
    MASTER_WIDTHS.includes(width) &&
    share(MASTER.at!, isMoment) > 0.5 &&
    share(MASTER.outcome!, isOutcomeWord) > 0.5
  ) {
    return { ...MASTER, ...(width > MASTER_ID && { id: MASTER_ID }) };
  }
  const at = find(isMoment, 0.5);
  const number = find((cell) => !isMoment(cell) && normalisePhone(cell) !== null, 0.4);
  const outcome = find(isOutcomeWord, 0.5);
  return {
    ...(number !== undefined && { number }),
    ...(at !== undefined && { at }),
    ...(outcome !== undefined && { outcome }),
  };
}
