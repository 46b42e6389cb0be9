import { z } from 'zod';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';

export const accountId = z.uuid();

const label = z.string().trim().min(1, 'must not be empty').max(80);
const values = z
  .record(z.string().max(60), z.union([z.string().max(10_000), z.boolean(), z.null()]))
  .meta({ description: "The provider's fields, by name; null or '' takes one away, a missing secret stays" });

export const createAccountBody = z.strictObject({
  channel: z.enum(CHANNEL_TYPES),
  provider: z.string().max(40),
  label,
  name: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be small letters, digits and hyphens')
    .optional()
    .meta({ description: "Stands in the webhooks' addresses and is never changed" }),
  settings: values,
});
export type CreateAccountBody = z.infer<typeof createAccountBody>;

export const changeAccountBody = z.strictObject({
  label: label.nullable().optional(),
  enabled: z.boolean().optional().meta({ description: 'Switched off it takes and sends nothing' }),
  settings: values.optional(),
});
export type ChangeAccountBody = z.infer<typeof changeAccountBody>;

export const testAccountBody = z.strictObject({ to: z.string().trim().min(1, 'must not be empty').max(320) });
export type TestAccountBody = z.infer<typeof testAccountBody>;

const capabilities = z.object({
  inbound: z.boolean().meta({ description: 'Whether people can write to it' }),
  maxAttachments: z.int().nullable(),
  maxTextLength: z.int().nullable(),
  threaded: z.boolean(),
  replyWindowHours: z.number().nullable(),
});

export const accountSchema = z.object({
  id: z.uuid(),
  channel: z.enum(CHANNEL_TYPES),
  name: z.string(),
  label: z.string().nullable(),
  provider: z.string().nullable().meta({ description: 'null: made by the environment' }),
  mode: z.enum(['live', 'sandbox', 'off']),
  enabled: z.boolean(),
  problem: z.enum(['unreadable', 'outdated']).nullable().meta({
    description: 'Why its settings cannot be used: saved with another secret key, or by another version',
  }),
  capabilities,
});
export type AccountView = z.infer<typeof accountSchema>;
export const accountListSchema = z.object({ data: z.array(accountSchema), nextCursor: z.null() });

const settingSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.boolean()]).nullable().meta({ description: 'null for what is secret' }),
  set: z.boolean(),
  end: z.string().nullable().meta({ description: 'The last four characters of a long secret' }),
});
export type SettingView = z.infer<typeof settingSchema>;

export const accountDetailsSchema = accountSchema.extend({
  testsTo: z.enum(['phone', 'email']).nullable(),
  webhooks: z.array(z.object({ purpose: z.string(), url: z.string() })),
  settings: z.array(settingSchema),
  updatedAt: z.iso.datetime(),
});
export type AccountDetails = z.infer<typeof accountDetailsSchema>;

export const formListSchema = z.object({
  data: z.array(
    z.object({
      channel: z.enum(CHANNEL_TYPES),
      provider: z.string(),
      fields: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          kind: z.enum(['text', 'lines', 'secret', 'choice', 'switch']),
          required: z.boolean(),
          advanced: z.boolean(),
          destination: z.boolean().meta({ description: 'A change asks for the secrets again' }),
          options: z.array(z.string()).nullable(),
          preset: z.union([z.string(), z.boolean()]).nullable(),
          example: z.string().nullable(),
        }),
      ),
      presets: z.array(
        z.object({ name: z.string(), values: z.record(z.string(), z.union([z.string(), z.boolean()])) }),
      ),
    }),
  ),
});

export const testedSchema = z.object({ externalId: z.string(), status: z.enum(['sent', 'delivered']) });
