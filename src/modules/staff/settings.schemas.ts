import { z } from 'zod';

const time = (last: RegExp, example: string) => z.string().regex(last, `must be a time like ${example}`);
const openingHours = z
  .strictObject({
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/, '08:00'),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '16:00'),
  })
  .refine(({ from, to }) => from < to, { error: 'must be later than from', path: ['to'] })
  .nullable();

const organisationWords = z.string().trim().min(1, 'must not be empty').max(200);

/** The hub's settings, all of them: PUT replaces the whole. */
export const settingsSchema = z.strictObject({
  timezone: z.string().refine(isTimezone, { error: 'must be a time zone like Asia/Riyadh' }),
  workingHours: z.strictObject({
    sun: openingHours,
    mon: openingHours,
    tue: openingHours,
    wed: openingHours,
    thu: openingHours,
    fri: openingHours,
    sat: openingHours,
  }),
  holidays: z
    .array(
      z.strictObject({
        day: z.iso.date('must be a day like 2026-09-23'),
        name: z.string().trim().min(1, 'must not be empty').max(200),
      }),
    )
    .max(1000)
    .refine((holidays) => new Set(holidays.map(({ day }) => day)).size === holidays.length, {
      error: 'must not name a day twice',
    }),
  reopenWindowHours: z
    .int()
    .min(0)
    .max(8760)
    .meta({ description: 'Within this time, who writes again comes back to the same officer' }),
  answerWithinHours: z
    .int()
    .min(1)
    .max(1000)
    .meta({ description: 'What a receipt promises, in working hours' }),
  organisationName: z.strictObject({ ar: organisationWords, en: organisationWords }),
});
export type Settings = z.infer<typeof settingsSchema>;

const day = { from: '08:00', to: '16:00' };

export const DEFAULT_SETTINGS: Settings = {
  timezone: 'Asia/Riyadh',
  workingHours: { sun: day, mon: day, tue: day, wed: day, thu: day, fri: null, sat: null },
  holidays: [],
  reopenWindowHours: 72,
  answerWithinHours: 16,
  organisationName: { ar: 'جمعية البر', en: 'The Charity' },
};

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
