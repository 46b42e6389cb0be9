import { randomBytes, randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { type RunningHub, waitFor } from '../../harness/index.js';
import { WhatsappWebStandIn } from '../../harness/whatsapp-web/stand-in.js';
import type { ChannelDriver, Person, Written } from './driver.js';

/** WhatsApp's own steps, as its page shows them. */
const ACKS: Partial<Record<DeliveryStatus, number>> = { failed: -1, sent: 1, delivered: 2, read: 3 };
/** A browser has to be opened first, and after a restart again. */
const PATIENCE_MS = 60_000;

export const whatsappLinkedDriver: ChannelDriver = {
  channel: 'whatsapp',
  transport: { name: 'linked phone', account: 'linked' },
  apart: 'every start opens a browser',
  threaded: { is: false, because: 'a number has one running conversation' },
  reports: ['sent', 'delivered', 'read'],
  lacks: {
    'a sandbox': {
      because: 'without a phone there is no way in, so a phone that is not wanted is no account',
      async shown({ sandbox }) {
        const accounts = await sandbox.accounts();
        expect(accounts.filter(({ channel, name }) => channel === 'whatsapp' && name === 'linked')).toEqual(
          [],
        );
      },
    },
  },
  open: 'WhatsApp Web is open in a browser',
  async start() {
    const whatsapp = await WhatsappWebStandIn.start();
    whatsapp.scans = true;
    return {
      env: whatsapp.env,
      sandboxEnv: {},
      person: async (hub) => new Contact(hub, whatsapp),
      close: () => whatsapp.close(),
    };
  },
};

class Contact implements Person {
  readonly address = `+96656${randomInt(1_000_000, 9_999_999)}`;

  constructor(
    private readonly hub: RunningHub,
    private readonly whatsapp: WhatsappWebStandIn,
  ) {}

  newExternalId(): string {
    return `3A${randomBytes(9).toString('hex').toUpperCase()}`;
  }

  async write({ externalId, text }: Written): Promise<void> {
    this.whatsapp.text(this.chat, text, { id: externalId });
    await waitFor(
      async () => {
        const rows = await this.hub.sql('SELECT 1 FROM inbound_event WHERE external_id = $1', [externalId]);
        return rows.length > 0;
      },
      { timeout: PATIENCE_MS, message: 'the message to be journalled' },
    );
  }

  async inbox(): Promise<string[]> {
    return this.whatsapp.sent.filter(({ to }) => to === this.chat).map(({ body }) => body ?? '');
  }

  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const [row] = await this.hub.sql<{ id: string }>(
      'SELECT external_id AS id FROM outbound WHERE message_id = $1',
      [messageId],
    );
    const sent = this.whatsapp.sent.find(({ id }) => id === row?.id);
    if (!sent) throw new Error('WhatsApp never took this message.');
    const ack = ACKS[status] ?? 0;
    this.whatsapp.ack(sent, ack);
    await waitFor(
      async () => {
        const rows = await this.hub.sql('SELECT 1 FROM inbound_event WHERE external_id = $1', [
          `${sent.id}:ack:${ack}`,
        ]);
        return rows.length > 0;
      },
      { message: 'the report to be journalled' },
    );
  }

  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    if (how === 'for good') {
      this.whatsapp.leave(this.chat);
      return async () => void this.whatsapp.unregistered.delete(this.chat);
    }
    this.whatsapp.failing.add(this.chat);
    return async () => void this.whatsapp.failing.delete(this.chat);
  }

  /** The page is open as long as the phone is linked. */
  async holdOpen(): Promise<() => Promise<void>> {
    await waitFor(() => this.whatsapp.isConnected, { timeout: PATIENCE_MS, message: 'the page' });
    return async () => undefined;
  }

  private get chat(): string {
    return `${this.address.slice(1)}@c.us`;
  }
}
