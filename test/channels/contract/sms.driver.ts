import { randomBytes, randomInt } from 'node:crypto';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import type { RunningHub } from '../../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../../harness/sms.js';
import { signTwilio, type TwilioStandIn } from '../../harness/twilio-stand-in.mjs';
import type { ChannelDriver, Person, Written } from './driver.js';
import { keepAlive } from './keep-alive.js';

const REPORTED: Partial<Record<DeliveryStatus, string>> = { failed: 'undelivered' };
const UNREACHABLE = 30003;

export const smsDriver: ChannelDriver = {
  channel: 'sms',
  threaded: { is: false, because: 'a number has one running conversation' },
  reports: ['sent', 'delivered', 'read'],
  lacks: {},
  open: 'a connection of Twilio is kept alive',
  async start() {
    const { twilio, env } = await startTwilio();
    return {
      env,
      sandboxEnv: { PUBLIC_URL, TWILIO_API_BASE_URL: twilio.url },
      violations: twilio.violations,
      person: async (hub) => new Subscriber(hub, twilio),
      close: () => twilio.close(),
    };
  },
};

class Subscriber implements Person {
  readonly address = `+96650${randomInt(1_000_000, 9_999_999)}`;
  private readonly signingToken: string;

  constructor(
    private readonly hub: RunningHub,
    private readonly twilio: TwilioStandIn,
  ) {
    const config = loadConfig(hub.env, hub.env['DATA_DIR']);
    this.signingToken = config.env.TWILIO_AUTH_TOKEN ?? config.derivedKey('sandbox:sms').toString('hex');
  }

  newExternalId(): string {
    return `SM${randomBytes(16).toString('hex')}`;
  }

  async write({ externalId, text }: Written): Promise<void> {
    const url = `${PUBLIC_URL}/channels/sms/default/inbound`;
    const form = this.twilio.inboundForm({ from: this.address, body: text, messageSid: externalId });
    const signature = signTwilio(this.signingToken, url, form);
    const response = await this.twilio.post(url, form, { deliverTo: this.hub.url, signature });
    if (response.status !== 200) throw new Error(`The webhook was answered with ${response.status}.`);
  }

  async inbox(): Promise<string[]> {
    return this.twilio.messages.filter(({ to }) => to === this.address).map(({ body }) => body);
  }

  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const sent = this.twilio.requests.find(({ form }) => form['StatusCallback']?.endsWith(messageId));
    if (!sent?.message) throw new Error('Twilio never took this message.');
    const response = await this.twilio.report(sent.message, REPORTED[status] ?? status, {
      deliverTo: this.hub.url,
      errorCode: status === 'failed' ? UNREACHABLE : null,
    });
    if (response.status !== 200) throw new Error(`The webhook was answered with ${response.status}.`);
  }

  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    if (how === 'for good') this.twilio.refuse(400, 21614);
    else this.twilio.refuse(429, 20429, { headers: { 'retry-after': '1' } });
    return async () => undefined; // Twilio refuses once
  }

  holdOpen(): Promise<() => Promise<void>> {
    return keepAlive(`${this.hub.url}/channels/sms/default/inbound`);
  }
}
