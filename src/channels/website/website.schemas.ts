import { z } from 'zod';
import { normalisePhone } from '../../platform/i18n/phone.js';

export const MAX_TEXT_LENGTH = 10_000;
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_FILES_PER_MESSAGE = 10;

/** PostgreSQL keeps neither NUL nor half a surrogate pair; everything else is shown as it was written. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString();
}

const text = (max: number) => z.string().max(max).transform(storable);

/** Scheme, host and path of the page; its query may hold what is nobody's business. */
const pageUrl = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .transform((value) => {
    const { origin, pathname } = new URL(value);
    return origin + pathname;
  });

export const arrivalSchema = z.object({
  language: z.enum(['ar', 'en']),
  pageUrl: pageUrl.optional(),
});
export type Arrival = z.infer<typeof arrivalSchema>;

/** `id` is made by the widget and is the idempotency key: the same id is the same message. */
export const newMessageSchema = z
  .object({
    id: z.uuidv7().toLowerCase(),
    text: text(MAX_TEXT_LENGTH),
    attachments: z.array(z.uuid().toLowerCase()).max(MAX_FILES_PER_MESSAGE).default([]),
  })
  .refine((message) => message.text.trim() !== '' || message.attachments.length > 0, {
    error: 'A message has text or an attachment',
    path: ['text'],
  });
export type NewMessage = z.infer<typeof newMessageSchema>;

const phone = z
  .string()
  .max(50)
  .transform((value, context) => {
    const number = normalisePhone(value);
    if (number) return number;
    context.addIssue({ code: 'custom', message: 'not a telephone number' });
    return z.NEVER;
  });

const email = z.string().trim().toLowerCase().pipe(z.email().max(254));

export const contactSchema = z
  .object({
    name: text(200).pipe(z.string().trim().min(1).max(100)),
    phone: phone.nullish(),
    email: email.nullish(),
  })
  .refine((contact) => contact.phone || contact.email, {
    error: 'a telephone number or an e-mail address is needed',
    path: ['phone'],
  });
export type Contact = z.infer<typeof contactSchema>;

export const historyQuerySchema = z.object({
  before: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** Messages of ours that have reached the browser, or that the visitor has seen. */
export const receiptSchema = z.object({ ids: z.array(z.uuid().toLowerCase()).min(1).max(100) });

export const handshakeSchema = z.object({
  account: z.string().min(1).max(100),
  token: z.string().min(1).max(200),
});
