import { Inject, Injectable } from '@nestjs/common';
import type { Twilio } from 'twilio';
import { type OutboundMessage, SendError, type SendReceipt } from '../core/channel-adapter.js';
import { unanswered } from '../core/provider-http.js';
import { SmsCredentials } from './sms.credentials.js';
import { refusalOf } from './sms.errors.js';

/** Twilio answers in well under a second; past this nobody knows what became of the request. */
const TIMEOUT_MS = 20_000;
const MESSAGING_SERVICE = /^MG[0-9a-fA-F]{32}$/;

/** Hands messages to Twilio's REST API with its own package. */
@Injectable()
export class SmsSender {
  private client: Promise<Twilio> | undefined;

  constructor(@Inject(SmsCredentials) private readonly credentials: SmsCredentials) {}

  /**
   * @throws SendError; `uncertain` when the request may have reached Twilio and no answer came. The status
   * callback, which names our message, then tells.
   */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const { from, publicUrl } = this.credentials;
    if (!from) throw new SendError('no_sender', 'TWILIO_FROM is not set', { retryable: false });
    this.client ??= this.connect();
    try {
      const client = await this.client;
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

  /** Loaded with the first message: the package weighs some 25 MB, which an idle hub need not carry. */
  private async connect(): Promise<Twilio> {
    const { default: twilio } = await import('twilio');
    const { accountSid, authToken, apiBaseUrl } = this.credentials;
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
