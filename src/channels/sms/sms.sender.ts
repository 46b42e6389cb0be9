import { Inject, Injectable } from '@nestjs/common';
import type { Twilio } from 'twilio';
import { type OutboundMessage, SendError, type SendReceipt } from '../core/channel-adapter.js';
import { unanswered } from '../core/provider-http.js';
import { SmsCredentials, type TwilioAccount } from './sms.credentials.js';
import { refusalOf } from './sms.errors.js';

/** Twilio answers in well under a second; past this nobody knows what became of the request. */
const TIMEOUT_MS = 20_000;
const MESSAGING_SERVICE = /^MG[0-9a-fA-F]{32}$/;

/** Hands messages to Twilio's REST API with its own package. */
@Injectable()
export class SmsSender {
  /** By account, as long as it does not change. */
  private readonly clients = new WeakMap<TwilioAccount, Promise<Twilio>>();

  constructor(@Inject(SmsCredentials) private readonly credentials: SmsCredentials) {}

  /**
   * @throws SendError; `uncertain` when the request may have reached Twilio and no answer came. The status
   * callback, which names our message, then tells.
   */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const account = this.credentials.of(message.account.name);
    if (!account?.from) throw new SendError('no_sender', 'No sender is set', { retryable: false });
    const { from, publicUrl } = account;
    try {
      const client = await this.clientOf(account);
      const created = await client.messages.create({
        to: message.to.address,
        ...(MESSAGING_SERVICE.test(from) ? { messagingServiceSid: from } : { from }),
        body: message.text,
        statusCallback: `${publicUrl}/channels/sms/${message.account.name}/status?message=${message.id}`,
      });
      return { externalId: created.sid, status: 'sent' };
    } catch (error) {
      throw unanswered(error);
    }
  }

  private clientOf(account: TwilioAccount): Promise<Twilio> {
    const client = this.clients.get(account) ?? this.connect(account);
    this.clients.set(account, client);
    return client;
  }

  /** Loaded with the first message: the package weighs some 25 MB, which an idle hub need not carry. */
  private async connect({ accountSid, authToken, apiBaseUrl }: TwilioAccount): Promise<Twilio> {
    const { default: twilio } = await import('twilio');
    const http = new twilio.RequestClient({ timeout: TIMEOUT_MS, keepAlive: true });
    const request = http.request.bind(http);
    // Twilio's own way to reach it otherwise is an HTTP client of one's own. It also sees the headers, which
    // the package's exceptions leave out: Retry-After is among them.
    http.request = async (options) => {
      const uri = apiBaseUrl ? rebased(options.uri, apiBaseUrl) : options.uri;
      const answer = await request({ ...options, uri });
      if (answer.statusCode >= 300) throw refusalOf(answer);
      return answer;
    };
    return twilio(accountSid ?? '', authToken ?? '', { httpClient: http });
  }
}

function rebased(uri: string, base: string): string {
  const { pathname, search } = new URL(uri);
  return base + pathname + search;
}
