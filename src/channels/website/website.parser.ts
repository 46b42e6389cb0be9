import { guessLanguage } from '../../platform/i18n/language.js';
import type {
  InboundKind,
  InboundMessage,
  JournalledPayload,
  ParsedPayload,
} from '../core/channel-adapter.js';
import { type StoredFile, type WebsitePayload, websitePayloadSchema } from './website.payload.js';

/**
 * Reads a journalled website event. Pure: the same bytes always give the same message.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseWebsitePayload(payload: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const event = websitePayloadSchema.parse(JSON.parse(payload.raw.toString('utf8')));
  switch (event.type) {
    case 'message':
      return { message: writtenMessage(event, payload.receivedAt), statuses: [] };
    case 'contact':
      return { message: contactCard(event.visitor, payload.receivedAt), statuses: [] };
    case 'status':
      return {
        message: null,
        statuses: [
          {
            messageId: event.messageId,
            externalId: event.messageId,
            status: event.status,
            code: null,
            detail: null,
            occurredAt: new Date(event.at),
          },
        ],
      };
  }
}

type Visitor = Extract<WebsitePayload, { type: 'message' }>['visitor'];

function writtenMessage(
  event: Extract<WebsitePayload, { type: 'message' }>,
  receivedAt: Date,
): InboundMessage {
  return {
    ...fromVisitor(event.visitor, receivedAt),
    kind: kindOf(event.text, event.attachments),
    text: event.text,
    attachments: event.attachments.map((file) => ({
      fileName: file.fileName,
      contentType: file.contentType,
      size: file.size,
      source: { kind: 'stored', key: file.key },
    })),
    language: guessLanguage(event.text) ?? event.visitor.language,
  };
}

/** What the visitor wrote in the form for "nobody is here now": shown like a contact card sent in a chat. */
function contactCard(visitor: Visitor, receivedAt: Date): InboundMessage {
  return {
    ...fromVisitor(visitor, receivedAt),
    kind: 'contact',
    text: [visitor.name, visitor.phone, visitor.email].filter((line) => line !== null).join('\n'),
    attachments: [],
    language: visitor.language,
  };
}

function fromVisitor(visitor: Visitor, receivedAt: Date) {
  const contacts = {
    ...(visitor.phone !== null && { phone: visitor.phone }),
    ...(visitor.email !== null && { email: visitor.email }),
  };
  return {
    sender: {
      address: visitor.id,
      displayName: visitor.name,
      ...(Object.keys(contacts).length > 0 && { contacts }),
    },
    quotedText: null,
    subject: null,
    // The visitor's own clock may be wrong; the journal's is not.
    occurredAt: receivedAt,
    repliesTo: [],
    automatic: false,
    consent: null,
  } satisfies Partial<InboundMessage>;
}

function kindOf(text: string, files: StoredFile[]): InboundKind {
  const [first] = files;
  if (text !== '' || !first) return 'text';
  const [family] = first.contentType.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
}
