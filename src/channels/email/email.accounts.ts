import { z } from 'zod';
import { emailFrom } from '../../platform/config/config.js';
import { type AccountForm, asked } from '../core/account-forms.js';

const host = z.string().regex(/^[A-Za-z0-9._:[\]-]{1,253}$/, 'must be the name of a server');
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .refine((value) => Number(value) >= 1 && Number(value) <= 65535, 'must be a port number');
const security = z.enum(['tls', 'starttls', 'none']).default('tls');
const user = z.string().min(1).max(320);
const password = z.string().min(1).max(500);

/** One mailbox: read by IMAP, answered by SMTP. */
const mailboxSettings = z.object({
  from: asked(emailFrom, { label: 'emailFrom', example: 'info@example.org' }),
  smtpHost: asked(host, { label: 'smtpHost', destination: true, example: 'smtp.example.org' }),
  smtpUser: asked(user.optional(), { label: 'smtpUser', example: 'info@example.org' }),
  smtpPassword: asked(password.optional(), { label: 'smtpPassword', secret: true }),
  imapHost: asked(host.optional(), { label: 'imapHost', destination: true, example: 'imap.example.org' }),
  imapUser: asked(user.optional(), { label: 'imapUser', example: 'info@example.org' }),
  imapPassword: asked(password.optional(), { label: 'imapPassword', secret: true }),
  smtpSecurity: asked(security, { label: 'smtpSecurity', destination: true, advanced: true }),
  smtpPort: asked(port.optional(), { label: 'smtpPort', destination: true, advanced: true, example: '465' }),
  imapSecurity: asked(security, { label: 'imapSecurity', destination: true, advanced: true }),
  imapPort: asked(port.optional(), { label: 'imapPort', destination: true, advanced: true, example: '993' }),
  imapFolder: asked(z.string().max(200).optional(), {
    label: 'imapFolder',
    advanced: true,
    example: 'INBOX',
  }),
  replyPlus: asked(z.boolean().default(false), { label: 'emailReplyPlus', advanced: true }),
  inboundToken: asked(z.string().min(16, 'must be at least 16 characters long').max(200).optional(), {
    label: 'emailInboundToken',
    secret: true,
    advanced: true,
  }),
});
export type MailboxSettings = z.infer<typeof mailboxSettings>;

export const EMAIL_ACCOUNTS: readonly AccountForm[] = [{ provider: 'mailbox', schema: mailboxSettings }];

/** A connection that begins in the clear sends no password before it is encrypted, unless that is wanted. */
const TLS = { tls: '', starttls: '?requireTLS=true', none: '?ignoreTLS=true' } as const;

/** As `EMAIL_SMTP_URL` says it. */
export function smtpUrlOf(s: MailboxSettings): string {
  const credentials = userinfo(s.smtpUser, s.smtpPassword);
  const [protocol, usual] = s.smtpSecurity === 'tls' ? ['smtps', '465'] : ['smtp', '587'];
  return `${protocol}://${credentials}${s.smtpHost}:${s.smtpPort ?? usual}${TLS[s.smtpSecurity]}`;
}

/** As `EMAIL_IMAP_URL` says it; null where no mailbox is read. */
export function imapUrlOf(s: MailboxSettings): string | null {
  if (!s.imapHost) return null;
  const credentials = userinfo(s.imapUser ?? s.smtpUser, s.imapPassword ?? s.smtpPassword);
  const [protocol, usual] = s.imapSecurity === 'tls' ? ['imaps', '993'] : ['imap', '143'];
  const folder = encodeURIComponent(s.imapFolder ?? '');
  return `${protocol}://${credentials}${s.imapHost}:${s.imapPort ?? usual}/${folder}${TLS[s.imapSecurity]}`;
}

function userinfo(name: string | undefined, secret: string | undefined): string {
  if (!name) return '';
  return `${encodeURIComponent(name)}:${encodeURIComponent(secret ?? '')}@`;
}
