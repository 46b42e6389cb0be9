import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { io } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { type ApiClient, type RunningHub, waitFor } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';

interface LetterToSend {
  id: string;
  envelope: string[];
  text: string;
}

/** The day in Riyadh. */
const today = () => new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 10);

export const letterDriver: ChannelDriver = {
  channel: 'letter',
  threaded: { is: false, because: 'a letter names no earlier one, so a sender has one running conversation' },
  reports: ['delivered'],
  lacks: {
    'a refusal for good': {
      because:
        'sending opens a task for whoever prints, and a task refuses nobody; the post may return it later',
      async shown({ live }) {
        const nobody = new Correspondent(live.hub, await live.hub.signIn(), '9999999');
        const { conversation } = await live.acquaintance(nobody, 'خطاب من صندوق أُغلق');
        await live.message(await live.reply(conversation, 'نجيب على خطابكم'), 'sent');
        expect(await nobody.inbox()).toEqual(['نجيب على خطابكم']);
      },
    },
    'a sandbox': {
      because: "people of ours carry the answers, which needs nobody's credentials",
      async shown({ sandbox }) {
        expect((await sandbox.account('letter')).mode).toBe('live');
      },
    },
  },
  open: 'the page of an officer who sends letters is open',
  async start() {
    return {
      env: {},
      sandboxEnv: {},
      person: async (hub) => new Correspondent(hub, await hub.signIn()),
      close: async () => undefined,
    };
  },
};

/** Somebody who writes on paper; the network is the officer who opens the post and brings it there. */
class Correspondent implements Person {
  constructor(
    private readonly hub: RunningHub,
    private readonly officer: ApiClient,
    private readonly box = String(randomInt(100_000, 999_999)),
  ) {}

  get address(): string {
    return `أم خالد، ص.ب ${this.box}، ينبع`;
  }

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text }: Written): Promise<void> {
    await this.officer.post('/letters', {
      id: externalId,
      sender: { name: 'أم خالد', address: { kind: 'box', box: this.box, city: 'ينبع' } },
      receivedOn: today(),
      text,
    });
  }

  /** What is to be printed for them. */
  async inbox(): Promise<string[]> {
    const { data } = await this.officer.get<{ data: LetterToSend[] }>('/letters?limit=200');
    return data.filter(({ envelope }) => envelope[1]?.endsWith(this.box)).map(({ text }) => text);
  }

  /** What came of it, from whatever step it is at. Who says it twice is told that the task is closed. */
  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const steps =
      status === 'delivered'
        ? [{ step: 'received', from: 'printed', on: today() }]
        : [
            { step: 'dispatched', from: 'printed' },
            { step: 'returned', from: 'dispatched', reason: 'moved' },
          ];
    for (const body of [{ step: 'printed', from: 'to_print' }, ...steps]) {
      const answer = await this.officer.request('PUT', `/letters/${messageId}/progress`, body);
      if (answer.status >= 300 && answer.status !== 409) {
        throw new Error(`The step was answered with ${answer.status}.`);
      }
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
