import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { io } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { type ApiClient, type RunningHub, waitFor } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';

interface VisitAnswer {
  id: string;
  phone: string | null;
  text: string;
}

export const interviewDriver: ChannelDriver = {
  channel: 'interview',
  threaded: { is: false, because: 'a visitor has one running conversation' },
  reports: ['delivered'],
  lacks: {
    'a refusal for good': {
      because: 'sending opens a task for whoever meets the person, and a task refuses nobody',
      async shown({ live }) {
        const nobody = new Visitor(live.hub, await live.hub.signIn(), '+966500000001');
        const { conversation } = await live.acquaintance(nobody, 'زيارة من شخص لن يعود');
        await live.message(await live.reply(conversation, 'ننتظركم'), 'sent');
        expect(await nobody.inbox()).toEqual(['ننتظركم']);
      },
    },
    'a sandbox': {
      because: "people of ours carry the answers, which needs nobody's credentials",
      async shown({ sandbox }) {
        expect((await sandbox.account('interview')).mode).toBe('live');
      },
    },
  },
  open: 'the page of an officer who receives visitors is open',
  async start() {
    return {
      env: {},
      sandboxEnv: {},
      person: async (hub) => new Visitor(hub, await hub.signIn()),
      close: async () => undefined,
    };
  },
};

/** Somebody who comes to the office; the network is the officer who receives them and tells them the answer. */
class Visitor implements Person {
  constructor(
    private readonly hub: RunningHub,
    private readonly officer: ApiClient,
    readonly address = `+96654${randomInt(1_000_000, 9_999_999)}`,
  ) {}

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text }: Written): Promise<void> {
    await this.officer.post('/visits', {
      id: externalId,
      visitor: { name: 'أم سعد', phone: this.address },
      at: new Date().toISOString(),
      words: { text },
      consent: { record: true, contact: true },
    });
  }

  /** What they are to be told. */
  async inbox(): Promise<string[]> {
    const { data } = await this.officer.get<{ data: VisitAnswer[] }>('/visit-answers?due=false&limit=200');
    return data.filter(({ phone }) => phone === this.address).map(({ text }) => text);
  }

  /** What became of it. Who says it twice is told that the task is closed; not coming three times is a failure. */
  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const outcomes = status === 'failed' ? Array(3).fill('did_not_come') : ['spoken'];
    for (const outcome of outcomes) {
      const answer = await this.officer.request('PUT', `/visit-answers/${messageId}/outcome`, { outcome });
      if (answer.status >= 300 && answer.status !== 409) {
        throw new Error(`The outcome was answered with ${answer.status}.`);
      }
    }
  }

  /** The tasks are a table: for now no row can be written. */
  async refuse(): Promise<() => Promise<void>> {
    await this.hub.sql('ALTER TABLE hand_task ADD CONSTRAINT no_visits CHECK (false) NOT VALID');
    return async () => {
      await this.hub.sql('ALTER TABLE hand_task DROP CONSTRAINT no_visits');
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
