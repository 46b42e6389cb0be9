import { expect } from '@jest/globals';
import { io } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { type RunningHub, waitFor } from '../../harness/index.js';
import { TestVisitor } from '../website.app.js';
import type { ChannelDriver, Person, Written } from './driver.js';

interface WidgetMessage {
  direction: string;
  text: string;
}

export const websiteDriver: ChannelDriver = {
  channel: 'website',
  threaded: { is: false, because: 'a visitor has one running conversation' },
  reports: ['delivered', 'read'],
  lacks: {
    'a failure reported later': {
      because: "what was sent lies in the visitor's mailbox, so nothing can come back",
      async shown({ live }) {
        const visitor = await TestVisitor.arrive(live.hub.url);
        expect((await visitor.call('PUT', 'failed', { ids: [uuidv7()] })).status).toBe(404);
      },
    },
    'a sandbox': {
      because: "the hub is its own network and needs nobody's credentials",
      async shown({ sandbox }) {
        expect((await sandbox.account('website')).mode).toBe('live');
      },
    },
  },
  open: 'the line of a widget is open',
  async start() {
    return {
      env: {},
      sandboxEnv: {},
      person: async (hub) => new Visitor(hub, await TestVisitor.arrive(hub.url)),
      close: async () => undefined,
    };
  },
};

class Visitor implements Person {
  constructor(
    private readonly hub: RunningHub,
    private readonly visitor: TestVisitor,
  ) {}

  get address(): string {
    return this.visitor.id;
  }

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text }: Written): Promise<void> {
    const { status } = await this.visitor.write(text, { id: externalId });
    if (status !== 201) throw new Error(`The widget's message was answered with ${status}.`);
  }

  async inbox(): Promise<string[]> {
    const { body } = await this.visitor.call('GET', 'messages?limit=100');
    return (body.data as WidgetMessage[])
      .filter(({ direction }) => direction === 'outbound')
      .map(({ text }) => text);
  }

  async report(messageId: string, reported: DeliveryStatus): Promise<void> {
    const { status } = await this.visitor.call('PUT', reported, { ids: [messageId] });
    if (status !== 204) throw new Error(`The receipt was answered with ${status}.`);
  }

  /** The mailbox is a table: the visitor's row is gone for good, or no row can be written for now. */
  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    if (how === 'for good') {
      await this.hub.sql('DELETE FROM website_message WHERE visitor_id = $1', [this.address]);
      await this.hub.sql('DELETE FROM website_visitor WHERE id = $1', [this.address]);
      return async () => undefined;
    }
    await this.hub.sql(
      `ALTER TABLE website_message ADD CONSTRAINT refused
         CHECK (visitor_id <> '${this.address}' OR direction = 'inbound') NOT VALID`,
    );
    return async () => {
      await this.hub.sql('ALTER TABLE website_message DROP CONSTRAINT refused');
    };
  }

  async holdOpen(): Promise<() => Promise<void>> {
    const socket = io(`${this.hub.url}/widget`, {
      auth: { account: 'default', token: this.visitor.token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await waitFor(() => socket.connected, { message: "the widget's line" });
    return async () => {
      socket.disconnect();
    };
  }
}
