import { z } from 'zod';

const present = z.string().trim().min(1).max(200);

/** What we need of an inbound message's form. Twilio adds fields without notice, so others may stand there. */
export const inboundSmsSchema = z.object({
  MessageSid: present,
  AccountSid: present.optional(),
  From: present,
  To: present,
  Body: z.string().default(''),
  /** STOP, START or HELP, when the Messaging Service's own opt-out handling has already answered. */
  OptOutType: z.string().optional(),
});

/** What we need of a status callback's form. */
export const smsStatusSchema = z.object({
  MessageSid: present,
  AccountSid: present.optional(),
  MessageStatus: present,
  ErrorCode: z.string().optional(),
  ErrorMessage: z.string().optional(),
});

/**
 * The field in which the door keeps our own message id beside Twilio's form. It came in the callback's URL,
 * which is signed as well.
 */
export const MESSAGE_ID_FIELD = 'InsatMessageId';
