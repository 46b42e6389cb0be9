import { fold } from '../../platform/i18n/fold.js';

/** Minutes that a clock is ahead of UTC. Riyadh has no summer time. */
const CLOCKS = { riyadh: 180, utc: 0 } as const;
/** Exchanges are younger. */
const EARLIEST_YEAR = 1990;

const TIME =
  '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?\\s*(am|pm|a\\.m\\.|p\\.m\\.|ص|م|صباحا|مساء)?\\s*(z|[+-]\\d{2}:?\\d{2})?';
const GAP = '(?:t|[\\s,]+)';
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:${GAP}${TIME})?$`);
const YEAR_LAST = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})(?:${GAP}${TIME})?$`);
/** Since 2001: ten digits with a zero in front are a telephone number. */
const EPOCH_SECONDS = /^[12]\d{9}(?:\.\d+)?$/;

export interface Clock {
  dayFirst: boolean;
  zone: keyof typeof CLOCKS;
}

/**
 * A moment as exchanges and spreadsheets write it, in any digits; null when it is none, or no day of the calendar.
 * An offset that stands there counts, else the clock's zone.
 */
export function readMoment(text: string, { dayFirst, zone }: Clock): Date | null {
  const plain = fold(text).trim();
  if (EPOCH_SECONDS.test(plain)) return new Date(Math.round(Number(plain) * 1000));
  const parts = YEAR_FIRST.exec(plain) ?? reordered(YEAR_LAST.exec(plain), dayFirst);
  if (!parts) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', half, offset] = parts;
  const hours = hourOf(Number(hour), half);
  const [y, mo, d, mi, s] = [year, month, day, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (y < EARLIEST_YEAR || hours === null || mi > 59 || s > 60) return null;
  const local = new Date(Date.UTC(y, mo - 1, d, hours, mi, s));
  if (local.getUTCMonth() !== mo - 1 || (hours < 24 && local.getUTCDate() !== d)) return null;
  return new Date(local.getTime() - (offset ? minutesOf(offset) : CLOCKS[zone]) * 60_000);
}

/** Seconds as a number ("95", "95s") or as a clock ("1:35", "0:01:35"); null when it is neither. */
export function readSeconds(text: string): number | null {
  const plain = fold(text).trim();
  const number = /^(\d{1,6})(?:\.\d+)?\s*(?:s|sec|ث|ثانيه)?$/.exec(plain);
  if (number) return Number(number[1]);
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})$/.exec(plain);
  return clock ? Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : null;
}

/** Day and month in the order of a moment whose year stands first. What cannot be a month is the day. */
function reordered(parts: RegExpExecArray | null, dayFirst: boolean): string[] | null {
  if (!parts) return null;
  const [whole, first = '', second = '', year = '', ...rest] = parts;
  const isDayFirst = Number(first) > 12 || (Number(second) <= 12 && dayFirst);
  const [day, month] = isDayFirst ? [first, second] : [second, first];
  return [whole, year.length === 2 ? `20${year}` : year, month, day, ...rest];
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (!half) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/^(p|م)/.test(half) ? 12 : 0);
}

function minutesOf(offset: string): number {
  if (offset === 'z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return offset.startsWith('-') ? -minutes : minutes;
}
