import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { callOutside } from '../../platform/http/outside.js';
import type { OutboundMessage, SendReceipt } from '../core/channel-adapter.js';
import { SendError } from '../core/channel-adapter.js';
import { unanswered } from '../core/provider-http.js';
import { acceptedId } from './sms.gateway-answer.js';
import type { GatewaySettings } from './sms.gateway-settings.js';
import {
  type Facts,
  filledForm,
  filledHeader,
  filledJson,
  formattedNumber,
  pairsOf,
} from './sms.gateway-template.js';

/** Past this nobody knows what became of the request. */
const TIMEOUT_MS = 20_000;
const WAIT_FOR_ADDRESS_MS = 60_000;

/** Hands messages to a gateway that Settings describe. */
@Injectable()
export class GatewaySender {
  private readonly allowPrivate: boolean;

  constructor(@Inject(Config) config: Config) {
    this.allowPrivate = config.env.ALLOW_PRIVATE_GATEWAYS;
  }

  /** @throws SendError; `uncertain` when the request may have reached the gateway and no answer came */
  async send(gateway: GatewaySettings, message: OutboundMessage): Promise<SendReceipt> {
    const { url, method, headers, body } = requestOf(gateway, message);
    try {
      const answer = await callOutside(url, {
        method,
        headers,
        ...(body !== null && { body }),
        timeoutMs: TIMEOUT_MS,
        allowPrivate: this.allowPrivate,
      });
      return { externalId: acceptedId(gateway, answer, message.id), status: 'sent' };
    } catch (error) {
      throw classified(error);
    }
  }
}

/** What goes over the wire for one message. */
export function requestOf(gateway: GatewaySettings, message: Pick<OutboundMessage, 'id' | 'to' | 'text'>) {
  const facts: Facts = {
    to: formattedNumber(message.to.address, gateway.numberFormat),
    text: message.text,
    sender: gateway.sender,
    messageId: message.id,
    user: gateway.user ?? '',
    secret: gateway.secret,
  };
  const url = new URL(gateway.url);
  const inQuery = gateway.encoding === 'query' || gateway.method === 'GET';
  const filled =
    gateway.encoding === 'json' ? filledJson(gateway.body, facts) : filledForm(gateway.body, facts);
  if (inQuery) url.search = [url.search.slice(1), filled].filter(Boolean).join('&');
  return {
    url,
    method: gateway.method,
    headers: {
      accept: 'application/json',
      ...(!inQuery && {
        'content-type':
          gateway.encoding === 'json'
            ? 'application/json; charset=utf-8'
            : 'application/x-www-form-urlencoded',
      }),
      ...Object.fromEntries(
        pairsOf(gateway.headers ?? '', ':').map(([name, value]) => [
          name.toLowerCase(),
          filledHeader(value, facts),
        ]),
      ),
      ...authorization(gateway),
    },
    body: inQuery ? null : filled,
  };
}

function authorization({ auth, authHeader, user, secret }: GatewaySettings): Record<string, string> {
  switch (auth) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${user ?? ''}:${secret}`).toString('base64')}` };
    case 'header':
      return authHeader ? { [authHeader.toLowerCase()]: secret } : {};
    case 'none':
      return {};
  }
}

function classified(error: unknown): SendError {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'address_refused') {
    return new SendError(code, message, { retryable: true, retryAfterMs: WAIT_FOR_ADDRESS_MS, cause: error });
  }
  return unanswered(error);
}
