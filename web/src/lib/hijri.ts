/** Days of letters are written in either calendar; the API has the Gregorian one. */

const PARTS = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});
const DAY_MS = 86_400_000;
/** 1 Muharram 1400 in Umm al-Qura. */
const EPOCH = { year: 1400, at: Date.UTC(1979, 10, 21) };
const YEAR_DAYS = 354.367;

interface HijriDay {
  year: number;
  month: number;
  day: number;
}

function hijriOf(at: number): HijriDay {
  const parts = PARTS.formatToParts(at);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: number('year'), month: number('month'), day: number('day') };
}

const asDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
const two = (number: number): string => String(number).padStart(2, '0');

/** "2026-11-22" is "1448/06/12". */
export function toHijri(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return '';
  const { year, month, day: date } = hijriOf(at);
  return `${year}/${two(month)}/${two(date)}`;
}

const latinDigits = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) as number) & 0xf));

/**
 * "1448/6/12", with any digits and separators, also the day first: "2026-11-22". Null for what is no day of
 * the calendar (month 13, day 30 of a month of 29).
 */
export function fromHijri(text: string): string | null {
  const numbers = latinDigits(text).match(/\d+/g)?.map(Number) ?? [];
  const [first = 0, month = 0, last = 0] = numbers;
  if (numbers.length !== 3) return null;
  const [year, day] = first > 31 ? [first, last] : [last, first];
  if (year < 1300 || year > 1600 || month < 1 || month > 12 || day < 1 || day > 30) return null;
  const guess =
    EPOCH.at + Math.round((year - EPOCH.year) * YEAR_DAYS + (month - 1) * 29.53 + day - 1) * DAY_MS;
  for (let off = 0; off <= 4; off += 1) {
    for (const at of [guess - off * DAY_MS, guess + off * DAY_MS]) {
      const found = hijriOf(at);
      if (found.year === year && found.month === month && found.day === day) return asDay(at);
    }
  }
  return null;
}
