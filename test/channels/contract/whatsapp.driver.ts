import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import type { RunningHub } from '../../harness/index.js';
import { WhatsappStandIn } from '../../harness/whatsapp-stand-in.js';
import type { ChannelDriver, Person, Written } from './driver.js';
import { keepAlive } from './keep-alive.js';

/** Meta's codes: the message cannot be delivered; more than the number may send in a second. */
const UNDELIVERABLE = 131026;
const TOO_FAST = 130429;

const approved = (name: string, text: string) => ({
  name,
  language: 'ar',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [{ type: 'BODY', text }],
});
/** What Meta approved, for when a person has not written for a day. */
export const TEMPLATES = [
  approved('answer_ready', 'عزيزنا {{1}}، جواب طلبكم {{2}} جاهز، وتقرؤونه هنا: {{3}}'),
  approved('request_received', 'استلمنا طلبكم {{1}}. يصلكم الجواب في {{2}} على أقرب تقدير.'),
] as const;

export const whatsappDriver: ChannelDriver = {
  channel: 'whatsapp',
  threaded: { is: false, because: 'a number has one running conversation' },
  reports: ['sent', 'delivered', 'read'],
  lacks: {},
  open: 'a connection of Meta is kept alive',
  async start() {
    const meta = await WhatsappStandIn.start();
    meta.templates = [...TEMPLATES];
    return {
      env: meta.env,
      sandboxEnv: { WHATSAPP_CLOUD_API_BASE_URL: meta.url },
      violations: meta.violations,
      person: async (hub) => new Subscriber(hub, meta),
      close: () => meta.close(),
    };
  },
};

interface Template {
  components?: { parameters?: { text: string }[] }[];
}

class Subscriber implements Person {
  readonly address = `+96655${randomInt(1_000_000, 9_999_999)}`;
  private readonly appSecret: string;

  constructor(
    private readonly hub: RunningHub,
    private readonly meta: WhatsappStandIn,
  ) {
    const config = loadConfig(hub.env, hub.env['DATA_DIR']);
    this.appSecret =
      config.env.WHATSAPP_CLOUD_APP_SECRET ?? config.derivedKey('sandbox:whatsapp').toString('hex');
  }

  newExternalId(): string {
    return `wamid.${randomBytes(18).toString('base64url')}`;
  }

  async write({ externalId, text }: Written): Promise<void> {
    const from = this.waId;
    const contacts = [{ profile: { name: 'أحمد' }, wa_id: from }];
    const payload = this.meta.payload({ contacts, messages: [this.meta.text(from, text, externalId)] });
    // Meta escapes what is not ASCII, and signs the escaped bytes.
    const body = JSON.stringify(payload).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const signature = createHmac('sha256', this.appSecret).update(body).digest('hex');
    accepted(await this.meta.post(this.hub.url, body, { 'x-hub-signature-256': `sha256=${signature}` }));
  }

  async inbox(): Promise<string[]> {
    return this.meta.messages
      .filter(({ body }) => body.to === this.waId)
      .map(({ body }) => body.text?.body ?? wordsOf(body['template'] as Template));
  }

  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const sent = this.meta.messages.find(({ body }) => body.biz_opaque_callback_data === messageId);
    if (!sent) throw new Error('Meta never took this message.');
    const errors = [{ code: UNDELIVERABLE, title: 'Message undeliverable' }];
    accepted(await this.meta.report(sent, status, this.hub.url, status === 'failed' ? { errors } : {}));
  }

  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    if (how === 'for good') this.meta.refuse(400, UNDELIVERABLE);
    else this.meta.refuse(429, TOO_FAST);
    return async () => undefined; // Meta refuses once
  }

  holdOpen(): Promise<() => Promise<void>> {
    return keepAlive(`${this.hub.url}/channels/whatsapp/default/webhook`);
  }

  private get waId(): string {
    return this.address.slice(1);
  }
}

function accepted({ status }: Response): void {
  if (status !== 200) throw new Error(`The webhook was answered with ${status}.`);
}

/** What a template says beside its own words. */
function wordsOf(template: Template | undefined): string {
  const parameters = template?.components?.flatMap((component) => component.parameters ?? []) ?? [];
  return parameters.map(({ text }) => text).join(' ');
}
