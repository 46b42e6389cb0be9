import { z } from 'zod';
import { PERMISSIONS } from '../../platform/access/access.js';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { newPassword } from './passwords.js';
import { ROLES } from './staff.roles.js';

const email = z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address'));
const personName = z.string().trim().min(1, 'must not be empty').max(200);
const role = z.enum(ROLES);
const locale = z.enum(LANGUAGES);
const branch = z
  .string()
  .trim()
  .max(100)
  .transform((name) => name || null);
const capacity = z.int().min(0).max(1000);
const ids = z
  .array(z.uuid())
  .max(1000)
  .transform((list) => [...new Set(list)]);

/** A change of nothing is a mistake of the caller. */
const notEmpty = [
  (body: object) => Object.keys(body).length > 0,
  { error: 'must change at least one field' },
] as const;

export const staffSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role,
  locale,
  active: z.boolean(),
  routable: z.boolean().meta({ description: 'Routing may give this person conversations' }),
  capacity: z.int().meta({ description: 'Open conversations at one time; routing gives no more' }),
  away: z.boolean(),
  branch: z.string().nullable().meta({ description: 'Where a representative works' }),
  present: z.boolean().meta({ description: 'Has the inbox open or used the API a moment ago' }),
  openConversations: z.int(),
  teams: z.array(z.uuid()),
});
export type Staff = z.infer<typeof staffSchema>;
export const staffListSchema = z.object({ data: z.array(staffSchema) });

export const meSchema = z.object({ staff: staffSchema, permissions: z.array(z.enum(PERMISSIONS)) });
export type Me = z.infer<typeof meSchema>;

export const loginBody = z.strictObject({
  email: z.string().trim().toLowerCase().min(1, 'must not be empty').max(254),
  password: z.string().min(1, 'must not be empty').max(1000),
});
export type LoginBody = z.infer<typeof loginBody>;

export const changeMeBody = z
  .strictObject({
    locale,
    away: z.boolean(),
    name: personName,
    currentPassword: z.string().max(1000),
    newPassword,
  })
  .partial()
  .refine(...notEmpty)
  .refine((body) => (body.newPassword === undefined) === (body.currentPassword === undefined), {
    error: 'currentPassword and newPassword go together',
    path: ['currentPassword'],
  });
export type ChangeMeBody = z.infer<typeof changeMeBody>;

export const createStaffBody = z.strictObject({
  email,
  name: personName,
  role,
  locale: locale.optional(),
  password: newPassword.optional().meta({ description: 'Without one, the answer has a temporaryPassword' }),
  capacity: capacity.optional(),
  routable: z.boolean().optional().meta({ description: 'Without it, officers are and the others are not' }),
  branch: branch.nullish(),
  teamIds: ids.optional(),
});
export type CreateStaffBody = z.infer<typeof createStaffBody>;
export const createdStaffSchema = staffSchema.extend({ temporaryPassword: z.string().optional() });

export const changeStaffBody = z
  .strictObject({
    email,
    name: personName,
    role,
    locale,
    password: newPassword,
    active: z.boolean(),
    routable: z.boolean(),
    capacity,
    away: z.boolean(),
    branch: branch.nullable(),
    teamIds: ids,
  })
  .partial()
  .refine(...notEmpty);
export type ChangeStaffBody = z.infer<typeof changeStaffBody>;

export const createTokenBody = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(100),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'must be a time like 2030-01-31T00:00:00Z' })
    .refine((time) => new Date(time) > new Date(), { error: 'must lie in the future' })
    .nullish(),
});
export type CreateTokenBody = z.infer<typeof createTokenBody>;
export const tokenSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;
export const tokenListSchema = z.object({ data: z.array(tokenSchema) });
export const createdTokenSchema = tokenSchema.extend({
  token: z.string().meta({ description: 'Shown this once' }),
});

const words = z.string().trim().min(1, 'must not be empty').max(200);
const bothLanguages = z.strictObject({ ar: words, en: words });
const slug = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters and digits, joined by hyphens')
  .max(50);

export const teamSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.object({ ar: z.string(), en: z.string() }),
  isDefault: z.boolean(),
  members: z.array(z.uuid()),
});
export type Team = z.infer<typeof teamSchema>;
export const teamListSchema = z.object({ data: z.array(teamSchema) });
export const createTeamBody = z.strictObject({
  slug,
  name: bothLanguages,
  isDefault: z.literal(true, 'can only be set; make another team the default instead').optional(),
  members: ids.optional(),
});
export type CreateTeamBody = z.infer<typeof createTeamBody>;
export const changeTeamBody = createTeamBody.partial().refine(...notEmpty);
export type ChangeTeamBody = z.infer<typeof changeTeamBody>;

export const idParam = z.uuid('must be an id');
