import { basename } from 'node:path';
import type { Attachment, ParsedMail } from 'mailparser';
import { guessLanguage } from '../../platform/i18n/language.js';
import type {
  InboundAttachment,
  InboundKind,
  InboundMessage,
  ParsedPayload,
} from '../core/channel-adapter.js';
import { isAutomatic } from './email.automatic.js';
import { bounceOf, isFeedbackReport } from './email.bounces.js';
import { decodeHeader } from './email.header-text.js';
import { textOfHtml } from './email.html.js';
import { type Mail, mailboxes, readMail } from './email.mail.js';
import { messageIds, ownMessageIds } from './email.message-id.js';
import { withoutQuotes } from './email.quotes.js';
import { OUR_LABEL } from './email.repairs.js';

/** Sender of a mail that names none. Nothing can be sent there (RFC 2606), and it is taken for a machine's. */
export const NO_SENDER = 'unknown@invalid';

/** Characters of text that are shown; the rest becomes an attachment, so that nothing is lost. */
const MAX_TEXT = 200_000;

export interface ParserOptions {
  /** Domain of our own Message-IDs, lower case; null when the account cannot send. */
  domain: string | null;
  /** Ids of our messages that a reply address vouches for. */
  idsOfAddress?: (address: string) => string[];
  receivedAt: Date;
}

/**
 * A mail's raw bytes as the hub understands them: a message, or what a bounce says about messages of ours,
 * or nothing. A pure function.
 * @throws Error when the bytes are no mail; the message says why
 */
export async function parseEmail(raw: Buffer, options: ParserOptions): Promise<ParsedPayload> {
  const mail = await readMail(raw);
  const bounce = bounceOf(mail, options.domain, options.receivedAt);
  if (bounce) return { message: null, statuses: bounce.statuses };
  if (isFeedbackReport(mail) || isOurOwn(mail, options.domain)) return { message: null, statuses: [] };
  return { message: messageOf(mail, options), statuses: [] };
}

/** A copy of a mail of ours (a forwarding loop, a shared mailbox) is no word of anybody's. */
function isOurOwn(mail: Mail, domain: string | null): boolean {
  return domain !== null && ownMessageIds(mail.header('message-id')[0] ?? '', domain).length > 0;
}

function messageOf(mail: Mail, options: ParserOptions): InboundMessage {
  const { parsed } = mail;
  const sender = senderOf(parsed, mail);
  const whole = clean(textOf(parsed));
  const { text, quotedText } =
    whole.length > MAX_TEXT * 2 ? { text: whole, quotedText: null } : withoutQuotes(whole);
  const attachments = parsed.attachments.map(attachmentOf);
  if (text.length > MAX_TEXT) attachments.push(overflow(whole));
  const subject = subjectOf(mail);
  return {
    sender: sender ?? { address: NO_SENDER, displayName: mailboxes(parsed.from)[0]?.name || null },
    kind: kindOf(text, attachments),
    text: text.slice(0, MAX_TEXT),
    quotedText: quotedText?.slice(0, MAX_TEXT) ?? null,
    subject,
    attachments,
    occurredAt: occurredAt(parsed, mail, options.receivedAt),
    language: guessLanguage(`${text}\n${subject ?? ''}`),
    repliesTo: repliesTo(mail, options),
    automatic: sender === null || isAutomatic(mail),
    consent: null,
  };
}

/** Who wrote: `From`; where it names nobody, who handed it in. `Reply-To` is no identity. */
function senderOf(parsed: ParsedMail, mail: Mail): InboundMessage['sender'] | null {
  const named = mailboxes(parsed.from);
  const others = ['sender', 'return-path']
    .flatMap((name) => mail.header(name))
    .map((value) => ({
      // Looked for from the beginning of a word only: from each of its letters, a long word would take minutes.
      address: /(?<![^\s<>"])([^\s<>"]+@[^\s<>"]+)/.exec(value)?.[1] ?? '',
      name: '',
    }));
  for (const { address, name } of [...named, ...others]) {
    const normal = clean(address).trim().toLowerCase();
    if (/^[^\s@]+@[^\s@]+$/.test(normal) && normal.length <= 320) {
      return { address: normal, displayName: clean(name).trim().slice(0, 200) || null };
    }
  }
  return null;
}

function subjectOf(mail: Mail): string | null {
  const line = mail.header('subject')[0];
  if (line === undefined) return null;
  const subject = clean(decodeHeader(Buffer.from(line), 'utf-8'))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 998);
  return subject === '' ? null : subject;
}

/** The plain text where there is one, else what the HTML says. */
function textOf(parsed: ParsedMail): string {
  const html = typeof parsed.html === 'string' ? parsed.html : '';
  const type = parsed.headers?.get('content-type');
  const rootIsHtml = typeof type === 'object' && 'value' in type && type.value === 'text/html';
  const text = rootIsHtml ? '' : (parsed.text ?? '');
  // HTML beside the text, not instead of it, is missing in mailparser's text.
  if (parsed.textConversionError && html !== '') return together(text, textOfHtml(html));
  return text.trim() === '' && html !== '' ? textOfHtml(html) : text;
}

/** Both, unless the HTML says again what the text says. */
function together(text: string, ofHtml: string): string {
  const words = (of: string) => of.replace(/\s+/g, '');
  return words(ofHtml).includes(words(text)) ? ofHtml : `${text}\n\n${ofHtml}`.trim();
}

/** PostgreSQL refuses NUL, and broken surrogates are no text. */
function clean(text: string): string {
  return text
    .replaceAll('\0', '')
    .replaceAll(OUR_LABEL, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/\r\n?/g, '\n');
}

function attachmentOf(attachment: Attachment, index: number): InboundAttachment {
  return {
    fileName: fileNameOf(attachment, index),
    contentType: /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(attachment.contentType ?? '')
      ? attachment.contentType
      : 'application/octet-stream',
    size: attachment.content.length,
    source: { kind: 'content', content: attachment.content },
    contentId: attachment.cid?.slice(0, 500) || null,
  };
}

/** A name that is safe to show and to save under: no folders, no control or direction characters. */
function fileNameOf(attachment: Attachment, index: number): string | null {
  const given = clean(attachment.filename ?? '');
  const name = basename(given.replace(/\\/g, '/'))
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/^\.+/, '')
    .trim()
    .slice(-200);
  if (name !== '') return name;
  if (attachment.contentType === 'message/rfc822') return given === '' ? `message-${index + 1}.eml` : null;
  return null;
}

function overflow(text: string): InboundAttachment {
  const content = Buffer.from(text);
  return {
    fileName: 'message.txt',
    contentType: 'text/plain; charset=utf-8',
    size: content.length,
    source: { kind: 'content', content },
  };
}

function kindOf(text: string, attachments: InboundAttachment[]): InboundKind {
  const only = attachments[0];
  if (text !== '' || !only) return 'text';
  const family = only.contentType.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}

/** The mail's own date where it is believable: a wrong clock must not put a message years away. */
function occurredAt(parsed: ParsedMail, mail: Mail, receivedAt: Date): Date {
  const date = mail.header('date')[0] ? parsed.date : undefined;
  if (!date || Number.isNaN(date.getTime())) return receivedAt;
  const late = receivedAt.getTime() - date.getTime();
  return late < -10 * 60_000 || late > 400 * 24 * 3_600_000 ? receivedAt : date;
}

/** What the mail answers, nearest first: In-Reply-To, References from the end, a signed reply address. */
function repliesTo(mail: Mail, options: ParserOptions): string[] {
  const addresses = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) =>
    mail.header(name),
  );
  const vouched = options.idsOfAddress
    ? addresses
        .flatMap((value) => value.match(/(?<![^\s<>",;:])[^\s<>",;:]+@[^\s<>",;:]+/g) ?? [])
        .flatMap(options.idsOfAddress)
    : [];
  const answered = mail.header('in-reply-to').flatMap(messageIds);
  const thread = mail.header('references').flatMap(messageIds).reverse();
  return [...new Set([...answered, ...thread, ...vouched])].slice(0, 100);
}
