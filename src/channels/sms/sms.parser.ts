import { parse } from 'node:querystring';
import { guessLanguage } from '../../platform/i18n/language.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import type {
  DeliveryStatus,
  InboundAttachment,
  InboundKind,
  JournalledPayload,
  ParsedPayload,
  StatusChange,
} from '../core/channel-adapter.js';
import { consentOf } from './sms.consent.js';
import { inboundSmsSchema, MESSAGE_ID_FIELD, smsStatusSchema } from './sms.schemas.js';

type Form = ReturnType<typeof parse>;

/** Twilio's words for how far a message has come; those left out (queued, accepted, sending…) prove nothing. */
const STATUS: Readonly<Record<string, DeliveryStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/** Twilio's words for the codes that carriers give, which callbacks carry without words. */
const CODES: Readonly<Record<string, string>> = {
  '21610': 'The recipient has unsubscribed (STOP)',
  '30001': 'Queue overflow',
  '30002': 'Account suspended',
  '30003': 'Unreachable destination handset',
  '30004': 'Message blocked',
  '30005': 'Unknown destination handset',
  '30006': 'Landline or unreachable carrier',
  '30007': 'Message filtered by the carrier',
  '30008': 'Unknown error at the carrier',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_MEDIA = 100;

/** The journal's id of a status report: each step of one message is an event of its own. */
export function statusEventId(messageSid: string, messageStatus: string): string {
  return `${messageSid}:${messageStatus}`;
}

/**
 * The sender as the hub knows people: numbers in E.164; short codes and sender names as they are.
 */
export function smsAddress(from: string): string {
  const address = from.trim();
  if (/^\+[1-9]\d{6,14}$/.test(address)) return address;
  // Letters make it a name, and up to eight digits a short code: neither is a number to complete.
  if (/\p{L}/u.test(address) || /^\d{1,8}$/.test(address)) return address;
  return normalisePhone(address) ?? address;
}

/**
 * Reads a journalled form of Twilio's: an inbound message or a status callback, by the id it was journalled
 * under.
 * @throws ZodError when the form lacks what makes it either
 */
export function parseSms(payload: JournalledPayload): ParsedPayload {
  const form = parse(payload.raw.toString('utf8'), '&', '=', { maxKeys: 0 });
  return payload.externalId.includes(':')
    ? { message: null, statuses: statuses(form, payload.receivedAt) }
    : { message: message(form, payload.receivedAt), statuses: [] };
}

function message(form: Form, receivedAt: Date): ParsedPayload['message'] {
  const { From, Body, OptOutType } = inboundSmsSchema.parse(form);
  const attachments = media(form);
  // PostgreSQL refuses NUL in text, and nobody can see it.
  const text = Body.replaceAll('\0', '');
  return {
    sender: { address: smsAddress(From), displayName: null },
    kind: kindOf(attachments[0]),
    text,
    quotedText: null,
    subject: null,
    attachments,
    occurredAt: receivedAt,
    language: guessLanguage(text),
    repliesTo: [],
    automatic: false,
    consent: consentOf(text, OptOutType),
  };
}

function media(form: Form): InboundAttachment[] {
  const found: InboundAttachment[] = [];
  for (let index = 0; index < MAX_MEDIA; index += 1) {
    const url = form[`MediaUrl${index}`];
    if (typeof url !== 'string' || !URL.canParse(url)) break;
    const contentType = form[`MediaContentType${index}`];
    found.push({
      fileName: null,
      contentType: typeof contentType === 'string' && contentType ? contentType : 'application/octet-stream',
      size: null,
      source: { kind: 'remote', url },
    });
  }
  return found;
}

function kindOf(attachment: InboundAttachment | undefined): InboundKind {
  if (!attachment) return 'text';
  const [type = '', subtype = ''] = attachment.contentType.toLowerCase().split(/[/;]/);
  if (type === 'image' || type === 'audio' || type === 'video') return type;
  return type === 'text' && /vcard|directory/.test(subtype) ? 'contact' : 'document';
}

function statuses(form: Form, receivedAt: Date): StatusChange[] {
  const { MessageSid, MessageStatus, ErrorCode, ErrorMessage } = smsStatusSchema.parse(form);
  const status = STATUS[MessageStatus];
  if (!status) return [];
  const code = ErrorCode && ErrorCode !== '0' ? ErrorCode : null;
  return [
    {
      messageId: ourMessageId(form),
      externalId: MessageSid,
      status,
      code,
      detail: ErrorMessage || (code && CODES[code]) || null,
      occurredAt: receivedAt,
      ...(code === '21610' && { optedOut: true }),
    },
  ];
}

/** The last one stands: the door appends it behind whatever the form says. */
function ourMessageId(form: Form): string | null {
  const id = [form[MESSAGE_ID_FIELD]].flat().at(-1);
  return id && UUID.test(id) ? id : null;
}
