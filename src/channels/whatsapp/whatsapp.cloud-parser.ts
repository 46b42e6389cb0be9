import type {
  DeliveryStatus,
  InboundMessage,
  JournalledPayload,
  ParsedPayload,
  StatusChange,
} from '../core/channel-adapter.js';
import { senderAddress } from './whatsapp.cloud-address.js';
import { contentOf } from './whatsapp.cloud-content.js';
import { isOptOut } from './whatsapp.cloud-errors.js';
import { type CloudContact, type CloudMessage, eventSchema, statusSchema } from './whatsapp.cloud-schemas.js';

/** Meta's words for how far a message has come; others (deleted, warning…) prove nothing. */
const STATUS: Readonly<Record<string, DeliveryStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // A voice message that was listened to.
  played: 'read',
  failed: 'failed',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_NAME = 200;
/** Above this a number of seconds would be in the year 5138: it is milliseconds. */
const MOST_SECONDS = 1e11;

/** Reads one event as the door journalled it: `{ metadata, contact, message }` or `{ status }`. */
export function parseCloudEvent({ raw, receivedAt }: JournalledPayload): ParsedPayload {
  const { contact, message, status } = eventSchema.parse(JSON.parse(raw.toString('utf8')));
  return {
    message: message ? read(message, contact, receivedAt) : null,
    statuses: status ? changeOf(status, receivedAt) : [],
  };
}

function read(message: CloudMessage, contact: CloudContact | undefined, receivedAt: Date): InboundMessage {
  const { kind, text, attachments, language, automatic = false } = contentOf(message);
  return {
    sender: { address: senderAddress(message, contact), displayName: nameOf(contact) },
    kind,
    text,
    quotedText: null,
    subject: null,
    attachments,
    occurredAt: timeOf(message.timestamp, receivedAt),
    language,
    repliesTo: [
      message.context?.id,
      message.reaction?.message_id,
      message.edit?.original_message_id,
      message.revoke?.original_message_id,
    ].filter((id): id is string => Boolean(id)),
    automatic,
    consent: null,
  };
}

function nameOf(contact: CloudContact | undefined): string | null {
  const name = contact?.profile?.name || contact?.profile?.username;
  return (
    name
      ?.replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, MAX_NAME)
      .toWellFormed() || null
  );
}

function changeOf(report: ReturnType<typeof statusSchema.parse>, receivedAt: Date): StatusChange[] {
  const status = STATUS[report.status ?? ''];
  if (!status) return [];
  const ours = report.biz_opaque_callback_data;
  const messageId = ours && UUID.test(ours) ? ours : null;
  if (!messageId && !report.id) return [];
  const [error] = report.errors;
  const code = error?.code ?? null;
  return [
    {
      messageId,
      externalId: report.id ?? null,
      status,
      code,
      detail: error?.error_data?.details ?? error?.message ?? error?.title ?? null,
      occurredAt: timeOf(report.timestamp, receivedAt),
      ...(isOptOut(code) && { optedOut: true }),
    },
  ];
}

/** Seconds, or milliseconds, which have been seen. Nothing happens after we have heard of it. */
function timeOf(timestamp: string | undefined, receivedAt: Date): Date {
  const number = Number(timestamp || Number.NaN);
  const ms = number > MOST_SECONDS ? number : number * 1000;
  return ms > 0 && ms < receivedAt.getTime() ? new Date(ms) : receivedAt;
}
