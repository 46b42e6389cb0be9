import { z } from 'zod';
import { AddressRefusedError, requireOutside } from '../../platform/http/outside.js';
import { asked } from '../core/account-forms.js';
import type { DeliveryStatus } from '../core/channel-adapter.js';
import { pairsOf, unknownPlaceholders } from './sms.gateway-template.js';

/** What a provider's error code means for the message. */
export const MEANINGS = ['retry', 'final', 'opted_out', 'no_credit', 'credentials'] as const;
export type Meaning = (typeof MEANINGS)[number];
/** What a provider's word for a status can be to us; `ignored` proves nothing. */
const STATUSES = ['sent', 'delivered', 'read', 'failed', 'ignored'] as const;

const MAX_LINES = 100;
const short = z.string().max(200);
const path = z
  .string()
  .regex(/^[\w$-]+(?:\[\d+\]|\.[\w$-]+)*$/, 'must be a path like data.id')
  .max(200);

const template = z
  .string()
  .max(5_000)
  .superRefine((text, context) => {
    for (const name of unknownPlaceholders(text)) context.addIssue(`{${name}} is not known here`);
  });
const headerLines = template.superRefine((text, context) => {
  if (/\{(text|to)\}/.test(text)) context.addIssue('a header cannot hold the message or the number');
  for (const [name] of pairsOf(text, ':')) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) context.addIssue(`"${name}" is no name of a header`);
  }
});

/** Lines of "theirs = ours". */
function mapOf<Ours extends string>(ours: readonly Ours[]) {
  return z
    .string()
    .max(5_000)
    .superRefine((text, context) => {
      const pairs = pairsOf(text, '=');
      if (pairs.length > MAX_LINES) context.addIssue(`must not have more than ${MAX_LINES} lines`);
      for (const [name, word] of pairs) {
        if (!(ours as readonly string[]).includes(word)) {
          context.addIssue(`${name}: must be one of ${ours.join(', ')}`);
        }
      }
    });
}

/** Addresses are checked when they are entered, and once more when they are called. */
const address = (allowPrivate: boolean) =>
  z
    .string()
    .max(2_000)
    .superRefine((text, context) => {
      if (!URL.canParse(text)) return context.addIssue('must be an address like https://…');
      const url = new URL(text);
      if (url.username || url.password) return context.addIssue('must not hold a password');
      try {
        if (!allowPrivate) requireOutside(url);
      } catch (error) {
        if (!(error instanceof AddressRefusedError)) throw error;
        context.addIssue(error.message);
      }
    });

/**
 * A gateway that is spoken to over HTTP, described line by line. Nothing of it is run: placeholders are filled in,
 * paths are followed, words are looked up.
 * @param allowPrivate for a stand-in on this machine
 */
export function gatewaySettings(allowPrivate: boolean) {
  return z
    .object({
      sender: asked(z.string().min(1).max(20), { label: 'smsSender', example: 'INSAT' }),
      user: asked(short.optional(), { label: 'gatewayUser' }),
      secret: asked(z.string().max(1_000), { label: 'gatewaySecret', secret: true }),
      url: asked(address(allowPrivate), {
        label: 'gatewayUrl',
        example: 'https://api.example.com/messages',
        advanced: true,
        destination: true,
      }),
      method: asked(z.enum(['POST', 'GET', 'PUT']).default('POST'), {
        label: 'gatewayMethod',
        advanced: true,
      }),
      encoding: asked(z.enum(['form', 'json', 'query']).default('form'), {
        label: 'gatewayEncoding',
        advanced: true,
      }),
      // Wherever the secret can be put it can be read: whoever changes that names the secret again.
      body: asked(template, {
        label: 'gatewayBody',
        lines: true,
        advanced: true,
        destination: true,
        example: 'to={to}\ntext={text}\nsender={sender}',
      }),
      headers: asked(headerLines.optional(), {
        label: 'gatewayHeaders',
        lines: true,
        advanced: true,
        destination: true,
      }),
      auth: asked(z.enum(['none', 'bearer', 'basic', 'header']).default('none'), {
        label: 'gatewayAuth',
        advanced: true,
      }),
      authHeader: asked(
        z
          .string()
          .regex(/^[\w-]{1,60}$/, 'must be the name of a header')
          .optional(),
        {
          label: 'gatewayAuthHeader',
          advanced: true,
          destination: true,
          example: 'X-Api-Key',
        },
      ),
      numberFormat: asked(z.enum(['plus', 'international', 'local']).default('international'), {
        label: 'gatewayNumberFormat',
        advanced: true,
      }),
      successPath: asked(path.optional(), {
        label: 'gatewaySuccessPath',
        advanced: true,
        example: 'success',
      }),
      successValues: asked(short.optional(), {
        label: 'gatewaySuccessValues',
        advanced: true,
        example: 'true, 1',
      }),
      idPath: asked(path.optional(), { label: 'gatewayIdPath', advanced: true, example: 'data.id' }),
      errorPath: asked(path.optional(), { label: 'gatewayErrorPath', advanced: true, example: 'errorCode' }),
      errorTextPath: asked(path.optional(), {
        label: 'gatewayErrorTextPath',
        advanced: true,
        example: 'message',
      }),
      errorMap: asked(mapOf(MEANINGS).optional(), {
        label: 'gatewayErrorMap',
        lines: true,
        advanced: true,
        example: '1060 = no_credit',
      }),
      webhookToken: asked(
        z
          .string()
          .regex(/^[\w.~-]+$/, 'must be letters, digits, - and _')
          .min(16, 'must be at least 16 characters long')
          .max(200)
          .optional(),
        { label: 'gatewayWebhookToken', secret: true, advanced: true },
      ),
      signatureHeader: asked(
        z
          .string()
          .regex(/^[\w-]{1,60}$/, 'must be the name of a header')
          .optional(),
        {
          label: 'gatewaySignatureHeader',
          advanced: true,
          example: 'X-Signature',
        },
      ),
      reportIdPath: asked(path.optional(), { label: 'gatewayReportIdPath', advanced: true, example: 'id' }),
      reportMessagePath: asked(path.optional(), {
        label: 'gatewayReportMessagePath',
        advanced: true,
        example: 'reference',
      }),
      reportStatusPath: asked(path.optional(), {
        label: 'gatewayReportStatusPath',
        advanced: true,
        example: 'status',
      }),
      reportErrorPath: asked(path.optional(), {
        label: 'gatewayReportErrorPath',
        advanced: true,
        example: 'error',
      }),
      statusMap: asked(mapOf(STATUSES).optional(), {
        label: 'gatewayStatusMap',
        lines: true,
        advanced: true,
        example: 'DELIVRD = delivered',
      }),
      inboundIdPath: asked(path.optional(), { label: 'gatewayInboundIdPath', advanced: true, example: 'id' }),
      inboundFromPath: asked(path.optional(), {
        label: 'gatewayInboundFromPath',
        advanced: true,
        example: 'from',
      }),
      inboundTextPath: asked(path.optional(), {
        label: 'gatewayInboundTextPath',
        advanced: true,
        example: 'text',
      }),
    })
    .superRefine((gateway, context) => {
      const miss = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [name], message });
      if (gateway.encoding === 'json' && !isJson(gateway.body)) miss('body', 'must be JSON');
      if (!gateway.body.includes('{to}')) miss('body', 'must hold {to}');
      if (!gateway.body.includes('{text}')) miss('body', 'must hold {text}');
      if (gateway.auth === 'header' && !gateway.authHeader) miss('authHeader', 'must be named');
      if (gateway.auth === 'basic' && !gateway.user) miss('user', 'must be there for this way to sign in');
      if (gateway.successPath && !gateway.successValues) miss('successValues', 'must not be empty');
      if ((takesReports(gateway) || takesMessages(gateway)) && !gateway.webhookToken) {
        miss('webhookToken', 'must be there: without it anybody could write in their name');
      }
    });
}
export type GatewaySettings = z.infer<ReturnType<typeof gatewaySettings>>;

/** Whether the provider tells how far a message has come. */
export function takesReports(gateway: Partial<GatewaySettings>): boolean {
  return Boolean(gateway.reportStatusPath && (gateway.reportIdPath || gateway.reportMessagePath));
}

/** Whether people can write to it. */
export function takesMessages(gateway: Partial<GatewaySettings>): boolean {
  return Boolean(gateway.inboundFromPath && gateway.inboundTextPath);
}

/** What one of the provider's codes means; null when nobody has said. */
export function meaningOf({ errorMap }: GatewaySettings, code: string | null): Meaning | null {
  return code === null ? null : ((lookUp(errorMap, code) as Meaning | undefined) ?? null);
}

/** What one of the provider's words for a status means; null when it proves nothing. */
export function statusOf({ statusMap }: GatewaySettings, word: string): DeliveryStatus | null {
  const ours = lookUp(statusMap, word);
  return ours === undefined || ours === 'ignored' ? null : (ours as DeliveryStatus);
}

function lookUp(lines: string | undefined, theirs: string): string | undefined {
  const wanted = theirs.toLowerCase();
  return pairsOf(lines ?? '', '=').find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
