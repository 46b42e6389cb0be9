import { guessLanguage } from '../../platform/i18n/language.js';
import type {
  DeliveryStatus,
  InboundAttachment,
  InboundKind,
  InboundMessage,
  JournalledPayload,
  ParsedPayload,
} from '../core/channel-adapter.js';
import { contentOf } from './whatsapp.cloud-content.js';
import { messageSchema } from './whatsapp.cloud-schemas.js';
import { WORDING } from './whatsapp.cloud-wording.js';
import { addressOf } from './whatsapp.linked-address.js';
import {
  type LinkedEvent,
  linkedEventSchema,
  linkedMediaAddress,
  type WebMessage,
} from './whatsapp.linked-payload.js';
import { readVcard } from './whatsapp.linked-vcard.js';

/** WhatsApp's steps. 0 is "not with WhatsApp yet", which proves nothing. */
const ACKS: Readonly<Record<number, DeliveryStatus>> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  // A voice message that was listened to.
  4: 'read',
};
const MEDIA: Readonly<Record<string, InboundKind>> = {
  image: 'image',
  sticker: 'image',
  ptt: 'audio',
  audio: 'audio',
  video: 'video',
  ptv: 'video',
  document: 'document',
};
const MAX_NAME = 200;

/** What a reader sees of a message. */
interface Content {
  kind: InboundKind;
  text: string;
  attachments: InboundAttachment[];
  language: InboundMessage['language'];
}

/**
 * Reads one event as the owner of the session journalled it.
 * @throws ZodError or SyntaxError when it is none
 */
export function parseLinkedEvent({
  raw,
  receivedAt,
}: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const event = linkedEventSchema.parse(JSON.parse(raw.toString('utf8')));
  if (event.event !== 'ack') return { message: read(event, receivedAt), statuses: [] };
  const status = ACKS[event.ack];
  if (!status) return { message: null, statuses: [] };
  const code = status === 'failed' ? 'ack_error' : null;
  const report = { messageId: event.message, externalId: event.id, status, code, detail: null };
  return { message: null, statuses: [{ ...report, occurredAt: receivedAt }] };
}

function read(event: Exclude<LinkedEvent, { event: 'ack' }>, receivedAt: Date): InboundMessage {
  if (event.event === 'reaction') {
    const { emoji, to, chat, number, t } = event;
    const text = emoji ? WORDING.ar.reacted(emoji) : WORDING.ar.unreacted;
    const sender = { address: addressOf(chat, number), displayName: null };
    return inbound(sender, { kind: 'text', text, attachments: [], language: null }, timeOf(t, receivedAt), [
      to,
    ]);
  }
  const { model, number } = event;
  const sender = { address: addressOf(model.id.remote, number), displayName: nameOf(model.notifyName) };
  if (event.event === 'message') {
    const quoted = model.quotedMsg?.caption ?? model.quotedMsg?.body ?? null;
    const message = inbound(sender, contentOfModel(model), timeOf(model.t, receivedAt), [
      model.quotedStanzaID,
    ]);
    // The quoted picture's preview is bytes in text; nobody can read it.
    return { ...message, quotedText: model.quotedMsg?.type === 'chat' ? quoted : null };
  }
  // It happened when we heard of it: the model still has the time of the first writing.
  return inbound(sender, changeOf(event), receivedAt, [model.id.id]);
}

function changeOf(event: Extract<LinkedEvent, { event: 'edit' | 'revoke' | 'unreadable' }>): Content {
  switch (event.event) {
    case 'edit': {
      const language = guessLanguage(event.body);
      const text = `${WORDING[language ?? 'ar'].edited}\n${event.body}`;
      return { kind: 'text', text, attachments: [], language };
    }
    case 'revoke':
      return { kind: 'unsupported', text: WORDING.ar.revoked, attachments: [], language: null };
    case 'unreadable':
      return { kind: 'unsupported', text: WORDING.ar.unreadable, attachments: [], language: null };
  }
}

function inbound(
  sender: InboundMessage['sender'],
  content: Content,
  occurredAt: Date,
  repliesTo: (string | undefined)[],
): InboundMessage {
  return {
    sender,
    ...content,
    quotedText: null,
    subject: null,
    occurredAt,
    repliesTo: repliesTo.filter((id): id is string => Boolean(id)),
    automatic: false,
    consent: null,
  };
}

function contentOfModel(model: WebMessage): Content {
  const kind = MEDIA[model.type ?? ''];
  if (kind) return media(model, kind);
  if (model.type === 'call_log') {
    return { kind: 'unsupported', text: WORDING.ar.called, attachments: [], language: null };
  }
  return contentOf(messageSchema.parse(asCloudMessage(model)));
}

function media(model: WebMessage, kind: InboundKind): Content {
  const caption = model.caption ?? '';
  const attachment: InboundAttachment = {
    fileName: model.filename || null,
    contentType: model.mimetype || 'application/octet-stream',
    size: model.size ?? null,
    source: { kind: 'remote', url: linkedMediaAddress(model.id._serialized) },
  };
  return { kind, text: caption, attachments: [attachment], language: guessLanguage(caption) };
}

/** Both transports carry the same kinds of messages; the page only names their parts differently. */
function asCloudMessage(model: WebMessage): object {
  const { type, body } = model;
  switch (type) {
    case 'chat':
      return { type: 'text', text: { body: body ?? '' } };
    case 'location': {
      const [name, ...address] = (model.loc ?? '').split('\n');
      return {
        type,
        location: { latitude: model.lat, longitude: model.lng, name, address: address.join(', ') },
      };
    }
    case 'vcard':
      return { type: 'contacts', contacts: [readVcard(body ?? '')] };
    case 'multi_vcard':
      return {
        type: 'contacts',
        contacts: (model.vcardList ?? []).map(({ vcard }) => readVcard(vcard ?? '')),
      };
    case 'list_response':
      return { type: 'interactive', interactive: { list_reply: model.listResponse } };
    case 'buttons_response':
    case 'template_button_reply':
      return { type: 'button', button: { text: body ?? model.selectedButtonId } };
    default:
      return { type };
  }
}

function nameOf(name: string | undefined): string | null {
  return (
    name
      ?.replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, MAX_NAME)
      .toWellFormed() || null
  );
}

/** Nothing happens after we have heard of it. */
function timeOf(seconds: number | undefined, receivedAt: Date): Date {
  const ms = (seconds ?? 0) * 1000;
  return ms > 0 && ms < receivedAt.getTime() ? new Date(ms) : receivedAt;
}
