import { z } from 'zod';

/** 32 bytes as base64url. */
const key = z.string().regex(/^[\w-]{43}$/, 'must be 32 bytes as base64url');

export const enrolBody = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(100),
  recoveryKey: key.meta({ description: 'Opens what the phone keeps when its PIN is forgotten' }),
});
export type EnrolBody = z.infer<typeof enrolBody>;

export const enrolledSchema = z.object({
  id: z.uuid(),
  number: z.int().meta({ description: 'First part of the receipt numbers that it writes' }),
  token: z.string().meta({ description: 'Shown this once' }),
  lockAfterDays: z.int().meta({ description: 'Without contact for so long, the phone locks' }),
  representative: z.object({ name: z.string(), branch: z.string().nullable() }),
});
export type Enrolled = z.infer<typeof enrolledSchema>;

export const recoveredSchema = z.object({ recoveryKey: key });

export const pulseSchema = z.object({
  wiped: z.boolean(),
  locked: z
    .boolean()
    .meta({ description: 'Its account is off, or no representative any more: it stays shut' }),
  lockAfterDays: z.int(),
});

export const deviceSchema = z.object({
  id: z.uuid(),
  number: z.int(),
  name: z.string(),
  staff: z.object({ id: z.uuid(), name: z.string(), branch: z.string().nullable(), active: z.boolean() }),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  wipedAt: z.iso.datetime().nullable(),
  erasedAt: z.iso.datetime().nullable().meta({ description: 'The phone has said that it erased everything' }),
});
export type DeviceView = z.infer<typeof deviceSchema>;
export const deviceListSchema = z.object({ data: z.array(deviceSchema) });
