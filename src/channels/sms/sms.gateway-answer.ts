import { SendError } from '../core/channel-adapter.js';
import { retryAfterOf } from '../core/provider-http.js';
import { parseExactly } from './sms.gateway-json.js';
import { type GatewaySettings, type Meaning, meaningOf } from './sms.gateway-settings.js';
import { textAt } from './sms.gateway-template.js';

export interface GatewayAnswer {
  status: number;
  headers: { 'retry-after'?: unknown };
  text: string;
}

/** An administrator mends the credentials within minutes; nobody's message should be lost to them. */
const WAIT_FOR_CREDENTIALS_MS = 60_000;
/** Somebody has to pay first. */
const WAIT_FOR_CREDIT_MS = 15 * 60_000;

/**
 * The provider's id for a message that it took; our own where it gives none.
 * @throws SendError for a message that it did not take
 */
export function acceptedId(gateway: GatewaySettings, answer: GatewayAnswer, messageId: string): string {
  const document = documentOf(answer.text);
  const ok = answer.status >= 200 && answer.status < 300;
  if (!ok || !saysYes(gateway, document)) throw refusalOf(gateway, answer, document);
  return textAt(document, gateway.idPath) ?? messageId;
}

/** JSON as it is; any other text under `text`, so that a path can name it. */
export function documentOf(text: string): unknown {
  try {
    const document: unknown = parseExactly(text);
    if (typeof document === 'object' && document !== null) return document;
  } catch {
    // No JSON is an answer, too.
  }
  return { text: text.trim() };
}

function saysYes({ successPath, successValues }: GatewaySettings, document: unknown): boolean {
  if (!successPath) return true;
  const said = textAt(document, successPath)?.toLowerCase();
  const yes = (successValues ?? '').split(',').map((value) => value.trim().toLowerCase());
  return said !== undefined && yes.includes(said);
}

function refusalOf(
  gateway: GatewaySettings,
  { status, headers }: GatewayAnswer,
  document: unknown,
): SendError {
  const named = textAt(document, gateway.errorPath);
  const code = (named ?? `HTTP ${status}`).slice(0, 60);
  const words = textAt(document, gateway.errorTextPath) ?? `The gateway answered ${status}`;
  const detail = withoutSecrets(gateway, words).slice(0, 300);
  const asked = retryAfterOf(headers['retry-after']);
  const retry = (ms: number | null) =>
    new SendError(code, detail, { retryable: true, ...(ms !== null && { retryAfterMs: ms }) });
  const meaning = meaningOf(gateway, named) ?? meaningOfStatus(status);
  switch (meaning) {
    case 'retry':
      return retry(asked);
    case 'credentials':
      return retry(asked ?? WAIT_FOR_CREDENTIALS_MS);
    case 'no_credit':
      return retry(asked ?? WAIT_FOR_CREDIT_MS);
    case 'opted_out':
      return new SendError(code, detail, { retryable: false, optedOut: true });
    case 'unknown':
      return new SendError(code, detail, { retryable: false, uncertain: true });
    case 'final':
      return new SendError(code, detail, { retryable: false });
  }
}

/** For codes that nobody has explained. */
function meaningOfStatus(status: number): Meaning | 'unknown' {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 402) return 'no_credit';
  if (status === 408 || status === 429 || status === 503) return 'retry';
  // Something broke behind the door: it may have been after the message was taken.
  return status >= 500 ? 'unknown' : 'final';
}

/** Some providers repeat the request in what they say about it. */
function withoutSecrets({ secret, webhookToken }: GatewaySettings, text: string): string {
  return [secret, webhookToken]
    .filter((each) => each !== undefined && each.length > 3)
    .reduce<string>((clean, each) => clean.replaceAll(each!, '•••'), text);
}
