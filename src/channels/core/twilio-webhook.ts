import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { InvalidPayloadError, UnauthenticWebhookError } from './channels.errors.js';
import type { TwilioForm, TwilioSignature } from './twilio-signature.js';

export const TWILIO_FORM = 'application/x-www-form-urlencoded';

/** The form parser keeps the bytes beside what it made of them. */
export type TwilioRequest = Pick<FastifyRequest, 'headers' | 'originalUrl' | 'body' | 'query'> & {
  rawBody?: Buffer;
};

/** What a webhook is checked against. */
export interface TwilioIdentity {
  signature: TwilioSignature;
  accountSid: string | null;
  /** Null while nobody has set one: then only what the hub's own demo signs is taken. */
  authToken: string | null;
  /** Base of the webhooks' addresses as Twilio calls them. */
  publicUrl: string;
}

/**
 * The form of a request that is Twilio's, and its bytes. Nothing of it is believed before its signature has been checked.
 * @throws InvalidPayloadError, UnauthenticWebhookError
 */
export function authenticForm(
  { headers, originalUrl, body, rawBody: raw }: TwilioRequest,
  { signature, accountSid, authToken, publicUrl }: TwilioIdentity,
): { form: TwilioForm; raw: Buffer } {
  const given = headers['x-twilio-signature'];
  if (typeof given !== 'string') throw new UnauthenticWebhookError('X-Twilio-Signature is missing');
  if (!raw || !headers['content-type']?.toLowerCase().startsWith(TWILIO_FORM)) {
    throw new InvalidPayloadError(`the body must be ${TWILIO_FORM}`);
  }
  const form = body as TwilioForm;
  if (!signature.isAuthentic(given, publicUrl + originalUrl, form)) {
    throw new UnauthenticWebhookError(
      authToken
        ? 'X-Twilio-Signature does not fit: check TWILIO_AUTH_TOKEN, or the account in Settings, and that Twilio calls PUBLIC_URL'
        : 'TWILIO_AUTH_TOKEN is not set: this account is in sandbox and takes only what the demo signs',
    );
  }
  const { AccountSid } = form;
  if (AccountSid && accountSid && AccountSid !== accountSid) {
    throw new UnauthenticWebhookError("AccountSid is not this account's");
  }
  return { form, raw };
}

/** @throws InvalidPayloadError naming the fields at fault */
export function validForm<Schema extends z.ZodType>(schema: Schema, form: TwilioForm): z.output<Schema> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new InvalidPayloadError(`missing or wrong: ${[...new Set(fields)].join(', ')}`);
}
