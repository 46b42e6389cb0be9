import { z } from 'zod';
import { fold } from '../../platform/i18n/fold.js';
import { normalisePhone } from '../../platform/i18n/phone.js';

/** Longer than any of ours, in whatever way it is written. */
const MOST_DIGITS = 24;

/** "7100-0014" of whatever somebody typed: Arabic-Indic digits, spaces, no dash. What is no reference stays none. */
function plainReference(text: string): string {
  const digits = fold(text).replace(/\D/g, '').slice(0, MOST_DIGITS);
  return digits.length > 4 ? `${digits.slice(0, -4)}-${digits.slice(-4)}` : digits;
}

/** A telephone number as E.164, an e-mail address in small letters. What is neither is nobody's. */
function plainContact(text: string): string {
  const plain = text.trim();
  return plain.includes('@') ? plain.toLowerCase() : (normalisePhone(plain) ?? '');
}

const reference = z.string().max(60).transform(plainReference);

export const codeWish = z.object({ reference, contact: z.string().max(254).transform(plainContact) });
export type CodeWish = z.infer<typeof codeWish>;

export const codeEntry = z.object({
  reference,
  code: z
    .string()
    .max(40)
    .transform((text) => fold(text).replace(/\D/g, '')),
});
export type CodeEntry = z.infer<typeof codeEntry>;

const words = (most: number) => z.string().trim().min(1).max(most);

/** The page chooses ids, so that what it sends again is the same. */
export const newMessage = z.object({ id: z.uuid().toLowerCase(), text: words(4_000) });
export type NewMessage = z.infer<typeof newMessage>;
export const newAppeal = z.object({ id: z.uuid().toLowerCase(), text: words(4_000) });
export const newWithdrawal = z.object({
  id: z.uuid().toLowerCase(),
  reason: z.string().trim().max(1_000).default(''),
});
export type NewWithdrawal = z.infer<typeof newWithdrawal>;
export const newRating = z.object({
  stars: z.int().min(1).max(5),
  comment: z.string().trim().max(2_000).default(''),
});
export type NewRating = z.infer<typeof newRating>;
