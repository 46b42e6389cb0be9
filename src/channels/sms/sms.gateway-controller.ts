import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { All, Controller, HttpCode, Inject, Param, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import {
  AccountNotFoundError,
  InvalidPayloadError,
  UnauthenticWebhookError,
} from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { SharedToken } from '../core/shared-token.js';
import { SmsCredentials } from './sms.credentials.js';
import { type GatewayEvent, journalled, readBody } from './sms.gateway-parser.js';
import { type GatewaySettings, takesMessages, takesReports } from './sms.gateway-settings.js';
import { addressOf, textAt } from './sms.gateway-template.js';

const REPEATED_WITHIN_MS = 10 * 60_000;
const MAX_ID = 200;

type GatewayRequest = Pick<FastifyRequest, 'headers' | 'method' | 'originalUrl' | 'query'> & {
  rawBody?: Buffer;
};

/**
 * The webhooks of gateways that Settings describe, by POST or GET, as JSON, form or query. Each is acknowledged only
 * once it is durable.
 */
@ApiExcludeController()
@Controller('channels/sms/:account/gateway')
export class SmsGatewayController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(SmsCredentials) private readonly credentials: SmsCredentials,
  ) {}

  /** A person has written. */
  @All('message')
  @Public("the account's webhook token or signature")
  @HttpCode(200)
  message(@Param('account') name: string, @Req() request: GatewayRequest): Promise<string> {
    return this.take('message', name, request, takesMessages);
  }

  /** How far one of our messages has come. */
  @All('report')
  @Public("the account's webhook token or signature")
  @HttpCode(200)
  report(@Param('account') name: string, @Req() request: GatewayRequest): Promise<string> {
    return this.take('report', name, request, takesReports);
  }

  /** @throws AccountNotFoundError, UnauthenticWebhookError, InvalidPayloadError */
  private async take(
    event: GatewayEvent,
    name: string,
    request: GatewayRequest,
    isTaken: (gateway: GatewaySettings) => boolean,
  ): Promise<string> {
    const account = this.accounts.named('sms', name);
    const settings = this.credentials.gatewayOf(name);
    if (!settings || !isTaken(settings)) throw new AccountNotFoundError(`sms/${name}`);
    const body = request.method === 'GET' ? Buffer.from(queryOf(request.originalUrl)) : request.rawBody;
    authenticate(settings, request, body ?? Buffer.alloc(0));
    if (!body || body.length === 0) throw new InvalidPayloadError('the body must be JSON or a form');
    const { externalId, sender } = identify(settings, event, body);
    await this.gateway.receive(account, [
      { kind: event === 'report' ? 'status' : 'message', externalId, sender, raw: journalled(event, body) },
    ]);
    return 'OK';
  }
}

/**
 * A signature over the bytes where the provider makes one, else the token: in a header, or in the address for
 * providers that can be told nothing but an address.
 */
function authenticate(
  { webhookToken, signatureHeader }: GatewaySettings,
  request: GatewayRequest,
  body: Buffer,
) {
  if (!webhookToken) throw new UnauthenticWebhookError('this account has no webhook token');
  if (signatureHeader) {
    const given = header(request.headers, signatureHeader.toLowerCase()).replace(/^sha256=/i, '');
    const hmac = createHmac('sha256', webhookToken).update(body);
    const expected = /^[0-9a-f]{64}$/i.test(given) ? hmac.digest('hex') : hmac.digest('base64');
    if (new SharedToken(expected).matches(given.length === 64 ? given.toLowerCase() : given)) return;
    throw new UnauthenticWebhookError(`${signatureHeader} does not fit the webhook token`);
  }
  const { token } = request.query as { token?: unknown };
  const bearer = /^Bearer (.+)$/i.exec(header(request.headers, 'authorization'))?.[1];
  const given = bearer ?? (typeof token === 'string' ? token : header(request.headers, 'x-insat-token'));
  if (!new SharedToken(webhookToken).matches(given.trim())) {
    throw new UnauthenticWebhookError('the token is missing or not the one in Settings');
  }
}

/** What makes an event the same when it comes again, and whose turn it waits for. */
function identify(settings: GatewaySettings, event: GatewayEvent, body: Buffer) {
  const document = readable(body);
  const digest = createHash('sha256').update(body).digest('hex');
  if (event === 'message') {
    // Without an id of theirs the same words are the same message for some minutes: a repeat of the provider's is not
    // shown twice, and somebody who says "yes" again tomorrow is heard.
    const id =
      textAt(document, settings.inboundIdPath) ?? `${Math.floor(Date.now() / REPEATED_WITHIN_MS)}:${digest}`;
    const from = textAt(document, settings.inboundFromPath);
    return { externalId: id.slice(0, MAX_ID), sender: from ? addressOf(from).slice(0, MAX_ID) : 'unknown' };
  }
  const id =
    textAt(document, settings.reportIdPath) ?? textAt(document, settings.reportMessagePath) ?? digest;
  const status = textAt(document, settings.reportStatusPath) ?? digest;
  return { externalId: `${id}:${status}`.slice(0, MAX_ID), sender: id.slice(0, MAX_ID) };
}

/** @throws InvalidPayloadError */
function readable(body: Buffer): unknown {
  try {
    return readBody(body);
  } catch {
    throw new InvalidPayloadError('the body must be JSON or a form');
  }
}

/** Without the token, which is nobody's to keep. */
function queryOf(url: string): string {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  query.delete('token');
  return query.toString();
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
