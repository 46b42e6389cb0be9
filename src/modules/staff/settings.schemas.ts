import { z } from 'zod';
import { CHANNEL_TYPES, type ChannelType } from '../../channels/core/channel-adapter.js';

const time = (last: RegExp, example: string) => z.string().regex(last, `must be a time like ${example}`);
const openingHours = z
  .strictObject({
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/, '08:00'),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, '16:00'),
  })
  .refine(({ from, to }) => from < to, { error: 'must be later than from', path: ['to'] })
  .nullable();

/** Days between a request and its answer, at least: the association's policy, which no setting shortens. */
export const LEAST_DAYS_TO_DECISION = 14;

const organisationWords = z.string().trim().min(1, 'must not be empty').max(200);

const ascending = (days: number[]) => days.every((day, index) => index === 0 || day > days[index - 1]!);

const values = z.strictObject({
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
  decisionNotBeforeDays: z
    .int()
    .min(LEAST_DAYS_TO_DECISION)
    .max(365)
    .meta({ description: 'No decision leaves sooner after the request' }),
  decisionPromiseDays: z
    .int()
    .min(LEAST_DAYS_TO_DECISION)
    .max(730)
    .meta({ description: 'By then the person has the answer' }),
  proofWithinHours: z
    .int()
    .min(1)
    .max(8760)
    .meta({ description: 'A notice unproven for so long is tried on the next channel' }),
  reminderDays: z
    .array(z.int().min(1).max(365))
    .max(10)
    .refine(ascending, { error: 'must go up from day to day' })
    .meta({ description: 'Days after the list of missing papers on which the person is reminded' }),
  noticeLadder: z
    .array(z.enum(CHANNEL_TYPES))
    .min(1)
    .max(CHANNEL_TYPES.length)
    .refine((channels) => new Set(channels).size === channels.length, {
      error: 'must not name a channel twice',
    })
    .meta({ description: 'In which order the channels are tried that a person agreed to' }),
});

/** The hub's settings, all of them: PUT replaces the whole. */
export const settingsSchema = values.refine(
  ({ decisionNotBeforeDays, decisionPromiseDays }) => decisionPromiseDays >= decisionNotBeforeDays,
  { error: 'must not be sooner than the earliest answer', path: ['decisionPromiseDays'] },
);
export type Settings = z.infer<typeof settingsSchema>;

const day = { from: '08:00', to: '16:00' };

export const DEFAULT_SETTINGS: Settings = {
  timezone: 'Asia/Riyadh',
  workingHours: { sun: day, mon: day, tue: day, wed: day, thu: day, fri: null, sat: null },
  holidays: [],
  reopenWindowHours: 72,
  answerWithinHours: 16,
  organisationName: { ar: 'جمعية البر', en: 'The Charity' },
  decisionNotBeforeDays: LEAST_DAYS_TO_DECISION,
  decisionPromiseDays: 30,
  proofWithinHours: 72,
  reminderDays: [3, 7, 14],
  noticeLadder: [
    'whatsapp',
    'sms',
    'email',
    'phone',
    'letter',
    'branch',
    'interview',
  ] satisfies ChannelType[],
};

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
