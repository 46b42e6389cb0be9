/** Staff, teams and settings of the stand-in. Everybody here is invented. */
import { randomUUID } from 'node:crypto';
import type { ChannelAccount, ChannelType, Settings, Staff, Team } from '../src/lib/schemas';

const person = (name: string, email: string, role: Staff['role'], more: Partial<Staff> = {}): Staff => ({
  id: randomUUID(),
  email,
  name,
  role,
  locale: 'ar',
  active: true,
  routable: role !== 'administrator',
  capacity: 20,
  away: false,
  present: false,
  openConversations: 0,
  teams: [],
  ...more,
});

export const admin = person('نورة الحربي', 'admin@example.org', 'administrator', { present: true });
export const staff: Staff[] = [
  admin,
  person('سلمان الجهني', 'salman@example.org', 'supervisor', { present: true }),
  person('هند الرفاعي', 'hind@example.org', 'officer', { present: true, capacity: 12 }),
  person('عبدالله المرواني', 'abdullah@example.org', 'officer', { present: true, away: true }),
  person('ريم السيد', 'reem@example.org', 'officer'),
  person('Omar Farooq', 'omar@example.org', 'officer', { locale: 'en', present: true }),
  person('ماجد الصبحي', 'majed@example.org', 'officer', { active: false }),
];

const team = (slug: string, ar: string, en: string, members: number[], isDefault = false): Team => ({
  id: randomUUID(),
  slug,
  name: { ar, en },
  isDefault,
  members: members.map((index) => staff[index]!.id),
});

export const teams: Team[] = [
  team('relations', 'علاقات المستفيدين', 'Beneficiary relations', [0, 1, 2, 3, 5], true),
  team('research', 'البحث الاجتماعي', 'Social research', [4, 6]),
  team('volunteering', 'التطوع', 'Volunteering', [5]),
];
for (const member of staff) {
  member.teams = teams.filter((one) => one.members.includes(member.id)).map((one) => one.id);
}

export const rules = [
  {
    id: randomUUID(),
    channel: null,
    keywords: ['تطوع', 'متطوع', 'volunteer'],
    teamId: teams[2]!.id,
    active: true,
  },
  {
    id: randomUUID(),
    channel: 'email' as const,
    keywords: ['بحث', 'زيارة'],
    teamId: teams[1]!.id,
    active: true,
  },
];

const day = { from: '08:00', to: '16:00' };
export const settings: Settings = {
  timezone: 'Asia/Riyadh',
  workingHours: { sun: day, mon: day, tue: day, wed: day, thu: day, fri: null, sat: null },
  holidays: [
    { day: '2027-02-22', name: 'يوم التأسيس' },
    { day: '2027-09-23', name: 'اليوم الوطني' },
  ],
  reopenWindowHours: 72,
  answerWithinHours: 8,
  organisationName: { ar: 'جمعية البر بينبع', en: 'Yanbu Charity Association' },
  decisionNotBeforeDays: 14,
  decisionPromiseDays: 30,
  proofWithinHours: 72,
  reminderDays: [3, 7, 14],
  noticeLadder: ['whatsapp', 'sms', 'email', 'phone', 'letter', 'branch', 'interview'],
};

const capabilities = (
  maxAttachments: number | null,
  maxTextLength: number | null,
  replyWindowHours: number | null = null,
): ChannelAccount['capabilities'] => ({
  inbound: true,
  maxAttachments,
  maxTextLength,
  threaded: false,
  replyWindowHours,
});
const account = (
  channel: ChannelType,
  mode: ChannelAccount['mode'],
  can: ChannelAccount['capabilities'],
): ChannelAccount => ({ id: randomUUID(), channel, name: 'default', mode, capabilities: can });

export const channels: ChannelAccount[] = [
  account('sms', 'live', capabilities(0, 1600)),
  account('email', 'sandbox', capabilities(null, null)),
  account('website', 'live', capabilities(null, 5000)),
  account('whatsapp', 'live', capabilities(1, 4096, 24)),
];
