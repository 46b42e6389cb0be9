import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { io } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { type ApiClient, type RunningHub, waitFor } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';

interface CallBack {
  id: string;
  number: string;
  script: string;
}

const OUTCOMES: Partial<Record<DeliveryStatus, string>> = { delivered: 'reached', failed: 'wrong_number' };

export const phoneDriver: ChannelDriver = {
  channel: 'phone',
  threaded: { is: false, because: 'a number has one running conversation' },
  reports: ['delivered'],
  lacks: {
    'a refusal for good': {
      because:
        'sending opens a task for whoever calls back, and a task refuses nobody; the call may fail later',
      async shown({ live }) {
        const nobody = new Caller(live.hub, await live.hub.signIn(), '+966500000000');
        const { conversation } = await live.acquaintance(nobody, 'اتصال من رقم لا يعود إليه أحد');
        await live.message(await live.reply(conversation, 'نعاود الاتصال'), 'sent');
        expect(await nobody.inbox()).toEqual(['نعاود الاتصال']);
      },
    },
    'a sandbox': {
      because: "people of ours carry the answers, which needs nobody's credentials",
      async shown({ sandbox }) {
        expect((await sandbox.account('phone')).mode).toBe('live');
      },
    },
  },
  open: 'the page of an officer who takes calls is open',
  async start() {
    return {
      env: {},
      sandboxEnv: {},
      person: async (hub) => new Caller(hub, await hub.signIn()),
      close: async () => undefined,
    };
  },
};

/** Somebody who calls; the network is the officer who takes the call and calls back. */
class Caller implements Person {
  constructor(
    private readonly hub: RunningHub,
    private readonly officer: ApiClient,
    readonly address = `+96653${randomInt(1_000_000, 9_999_999)}`,
  ) {}

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text }: Written): Promise<void> {
    await this.officer.post('/calls', {
      id: externalId,
      number: this.address,
      at: new Date().toISOString(),
      summary: text,
    });
  }

  /** What they are to be told. */
  async inbox(): Promise<string[]> {
    const { data } = await this.officer.get<{ data: CallBack[] }>('/call-backs?due=false&limit=200');
    return data.filter(({ number }) => number === this.address).map(({ script }) => script);
  }

  /** How the call went. Who says it twice is told that the task is closed. */
  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const outcome = OUTCOMES[status];
    const answer = await this.officer.request('PUT', `/call-backs/${messageId}/outcome`, { outcome });
    if (answer.status >= 300 && answer.status !== 409) {
      throw new Error(`The outcome was answered with ${answer.status}.`);
    }
  }

  /** The tasks are a table: for now no row can be written. */
  async refuse(): Promise<() => Promise<void>> {
    await this.hub.sql('ALTER TABLE hand_task ADD CONSTRAINT refused CHECK (false) NOT VALID');
    return async () => {
      await this.hub.sql('ALTER TABLE hand_task DROP CONSTRAINT refused');
    };
  }

  async holdOpen(): Promise<() => Promise<void>> {
    const socket = io(`${this.hub.url}/inbox`, {
      extraHeaders: { cookie: this.officer.cookie },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await waitFor(() => socket.connected, { message: "the officer's line" });
    return async () => {
      socket.disconnect();
    };
  }
}
