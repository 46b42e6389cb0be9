import { z } from 'zod';

/** Twilio's ids and states are plain words; the journal builds its own ids of them. */
const word = z.string().regex(/^[\w-]{1,64}$/);
/** A number or a name, without control characters: PostgreSQL refuses NUL. */
const sender = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,200}$/u);

/** What we need of an inbound message's form. Twilio adds fields without notice, so others may stand there. */
export const inboundSmsSchema = z.object({
  MessageSid: word,
  AccountSid: word.optional(),
  From: sender,
  To: sender,
  Body: z.string().default(''),
  /** STOP, START or HELP, when the Messaging Service's own opt-out handling has already answered. */
  OptOutType: z.string().optional(),
});

/** What we need of a status callback's form. */
export const smsStatusSchema = z.object({
  MessageSid: word,
  AccountSid: word.optional(),
  MessageStatus: word,
  ErrorCode: z.string().optional(),
  ErrorMessage: z.string().optional(),
});

/**
 * The field in which the door keeps our own message id beside Twilio's form. It came in the callback's URL,
 * which is signed as well.
 */
export const MESSAGE_ID_FIELD = 'InsatMessageId';
