import { z } from 'zod';

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** As Twilio writes its account ids. */
export const twilioAccountSid = z
  .string()
  .regex(/^AC[0-9a-fA-F]{32}$/, 'must be "AC" and 32 hexadecimal digits');
/** What a message can be sent from. */
export const twilioFrom = z
  .string()
  .regex(/^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|\d{3,8})$/, {
    error:
      'must be a number like +9665…, a Messaging Service id (MG…), a sender name of at most 11 letters or a short code',
  });

/** Whom a mail comes from. */
export const emailFrom = z
  .string()
  .max(500)
  .regex(/^(.*<)?[^<>\s]+@[^<>\s]+>?$/, 'must be an address or "Name <address>"');
const flag = z.preprocess(
  (value) => value || 'false',
  z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true'),
);

/** Every environment variable that the hub reads; `.env.example` explains each. */
export const environmentSchema = z.object({
  NODE_ENV: z.preprocess((value) => value || 'production', z.enum(['production', 'development', 'test'])),
  PORT: z.preprocess(
    (value) => value || 3000,
    z.coerce
      .number('must be a port number from 0 to 65535')
      .int('must be a port number from 0 to 65535')
      .min(0, 'must be a port number from 0 to 65535')
      .max(65535, 'must be a port number from 0 to 65535'),
  ),
  HOST: z.preprocess((value) => value || '0.0.0.0', z.string()),
  PUBLIC_URL: optional(url('http:', 'https:').transform((value) => value.replace(/\/+$/, ''))),
  DATA_DIR: z.preprocess((value) => value || '.data', z.string()),
  DATABASE_URL: optional(url('postgres:', 'postgresql:')),
  REDIS_URL: optional(url('redis:', 'rediss:')),
  ROLE: z.preprocess((value) => value || 'all', z.enum(['all', 'web', 'worker'])),
  LOG_LEVEL: z.preprocess(
    (value) => value || 'info',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
  ),
  INSAT_SECRET_KEY: optional(z.string().min(32, 'must be at least 32 characters long')),
  INSAT_ADMIN_EMAIL: optional(z.email('must be an e-mail address').toLowerCase()),
  INSAT_ADMIN_PASSWORD: optional(z.string().min(10, 'must be at least 10 characters long')),
  ORGANISATION_PHONE: optional(
    z.string().regex(/^\+?[\d ]{3,20}$/, 'must be a telephone number, digits and spaces only'),
  ),
  TWILIO_ACCOUNT_SID: optional(twilioAccountSid),
  TWILIO_AUTH_TOKEN: optional(z.string().min(1)),
  TWILIO_FROM: optional(twilioFrom),
  TWILIO_API_BASE_URL: optional(url('http:', 'https:').transform((value) => value.replace(/\/+$/, ''))),
  TWILIO_VOICE_LANGUAGE: z.preprocess(
    (value) => value || 'ar',
    z.enum(['ar', 'en', 'both'], { error: 'must be ar, en or both' }),
  ),
  TWILIO_VOICE_GREETING_URL: optional(url('https:')),
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: optional(
    z.string().regex(/^\d+$/, "must be digits: the number's id, not the number"),
  ),
  WHATSAPP_CLOUD_ACCESS_TOKEN: optional(z.string().min(1)),
  WHATSAPP_CLOUD_APP_SECRET: optional(z.string().min(1)),
  WHATSAPP_CLOUD_VERIFY_TOKEN: optional(z.string().min(8, 'must be at least 8 characters long')),
  WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID: optional(z.string().regex(/^\d+$/, 'must be digits')),
  WHATSAPP_CLOUD_API_BASE_URL: optional(
    url('http:', 'https:').transform((value) => value.replace(/\/+$/, '')),
  ),
  WHATSAPP_LINKED: flag,
  WHATSAPP_LINKED_PER_MINUTE: z.preprocess(
    (value) => value || 12,
    z.coerce
      .number('must be a number from 4 to 600')
      .int('must be a number from 4 to 600')
      .min(4, 'must be a number from 4 to 600')
      .max(600, 'must be a number from 4 to 600'),
  ),
  CHROME_PATH: optional(z.string()),
  CHROME_ARGS: optional(z.string()),
  WHATSAPP_WEB_VERSION: optional(
    z.string().regex(/^[\w.-]+$/, 'must be a version such as 2.3000.1017054665'),
  ),
  WHATSAPP_WEB_CACHE: optional(z.string()),
  EMAIL_IMAP_URL: optional(url('imap:', 'imaps:')),
  EMAIL_SMTP_URL: optional(url('smtp:', 'smtps:')),
  EMAIL_FROM: optional(emailFrom),
  EMAIL_REPLY_PLUS: flag,
  ALLOW_PRIVATE_GATEWAYS: flag,
  EMAIL_INBOUND_TOKEN: optional(z.string().min(16, 'must be at least 16 characters long')),
});

export type Environment = z.infer<typeof environmentSchema>;

/** The parsed environment as one injectable tree. Nothing else in the hub reads `process.env`. */
export abstract class Config {
  abstract readonly env: Environment;
  /** Where people reach the hub, without a trailing slash. */
  abstract readonly publicUrl: string;
  /** Absolute path of the data folder. */
  abstract readonly dataDir: string;
  /** 32 bytes, for `derivedKey` only. */
  protected abstract readonly secret: Buffer;
  /** A key of 32 bytes for one purpose, derived from the secret (HKDF-SHA256). */
  abstract derivedKey(purpose: string): Buffer;
}
