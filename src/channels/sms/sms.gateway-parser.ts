import { parse } from 'node:querystring';
import { guessLanguage } from '../../platform/i18n/language.js';
import type { JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { consentOf } from './sms.consent.js';
import { parseExactly } from './sms.gateway-json.js';
import { type GatewaySettings, meaningOf, statusOf } from './sms.gateway-settings.js';
import { addressOf, textAt } from './sms.gateway-template.js';

export type GatewayEvent = 'message' | 'report';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What the door writes before the provider's bytes: which of the two addresses was called. */
const MARK = { message: 'gateway message\n', report: 'gateway report\n' } as const;

/** A gateway's bytes as they are journalled. */
export function journalled(event: GatewayEvent, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(MARK[event]), body]);
}

/** JSON, a form or a query, by how it begins. */
export function readBody(body: Buffer): unknown {
  const text = body.toString('utf8').trim();
  if (text.startsWith('{') || text.startsWith('[')) return parseExactly(text);
  return { ...parse(text.replace(/^\?/, '')) };
}

/**
 * Reads what a gateway has sent, by the paths that its account names: bytes that did not fit are read again after
 * they are mended.
 * @throws Error saying which field is missing, for an administrator
 */
export function parseGateway(
  gateway: GatewaySettings,
  { raw, receivedAt }: Pick<JournalledPayload, 'raw' | 'receivedAt'>,
): ParsedPayload {
  const isReport = raw.subarray(0, MARK.report.length).toString() === MARK.report;
  const document = readBody(raw.subarray(isReport ? MARK.report.length : MARK.message.length));
  return isReport ? report(gateway, document, receivedAt) : message(gateway, document, receivedAt);
}

function message(gateway: GatewaySettings, document: unknown, receivedAt: Date): ParsedPayload {
  const from = textAt(document, gateway.inboundFromPath);
  if (from === null) throw new Error(`There is no sender at ${gateway.inboundFromPath ?? '(no path)'}`);
  const text = (textAt(document, gateway.inboundTextPath) ?? '').replaceAll('\0', '');
  return {
    message: {
      sender: { address: addressOf(from).slice(0, 200), displayName: null },
      kind: 'text',
      text,
      quotedText: null,
      subject: null,
      attachments: [],
      occurredAt: receivedAt,
      language: guessLanguage(text),
      repliesTo: [],
      automatic: false,
      consent: consentOf(text),
    },
    statuses: [],
  };
}

function report(gateway: GatewaySettings, document: unknown, receivedAt: Date): ParsedPayload {
  const word = textAt(document, gateway.reportStatusPath);
  if (word === null) throw new Error(`There is no status at ${gateway.reportStatusPath ?? '(no path)'}`);
  const status = statusOf(gateway, word);
  if (!status) return { message: null, statuses: [] };
  const ours = textAt(document, gateway.reportMessagePath);
  const code = status === 'failed' ? (textAt(document, gateway.reportErrorPath) ?? word).slice(0, 60) : null;
  return {
    message: null,
    statuses: [
      {
        messageId: ours !== null && UUID.test(ours) ? ours : null,
        externalId: textAt(document, gateway.reportIdPath),
        status,
        code,
        detail: null,
        occurredAt: receivedAt,
        ...(meaningOf(gateway, code) === 'opted_out' && { optedOut: true }),
      },
    ],
  };
}
