import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { io } from 'socket.io-client';
import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { FormPage } from '../../harness/forms.js';
import { type ApiClient, type RunningHub, waitFor } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';

const OUTCOMES: Partial<Record<DeliveryStatus, string>> = { delivered: 'reached', failed: 'wrong_number' };
const FIELDS = {
  help: { needs: ['rent'] },
  volunteer: { skills: ['driving'], times: ['weekends'] },
} as const;

/** A form carries nothing itself; these people want to be called. */
function driver(channel: ChannelDriver['channel'], form: keyof typeof FIELDS, prefix: string): ChannelDriver {
  return {
    channel,
    threaded: { is: true, because: 'a form is a matter of its own; one that adds to another names it' },
    reports: ['delivered'],
    lacks: {
      'a refusal for good': {
        because:
          'the answer goes out by the channel that the person chose, and that channel is refused or not',
        async shown({ live }) {
          const person = new Applicant(live.hub, await live.hub.signIn(), form, `+9665${prefix}0000000`);
          const { conversation } = await live.acquaintance(person, 'نموذج رقمه لا يعود إلى أحد');
          expect(conversation).toMatchObject({ channel, answerChannel: 'phone' });
          await live.message(await live.reply(conversation, 'نتصل بك'), 'sent');
          expect(await person.inbox()).toContain('نتصل بك');
        },
      },
      'a sandbox': {
        because: "a form needs nobody's credentials",
        async shown({ sandbox }) {
          expect((await sandbox.account(channel)).mode).toBe('live');
        },
      },
    },
    open: 'the page of an officer is open',
    async start() {
      return {
        env: {},
        sandboxEnv: {},
        person: async (hub) =>
          new Applicant(hub, await hub.signIn(), form, `+9665${prefix}${randomInt(1_000_000, 9_999_999)}`),
        close: async () => undefined,
      };
    },
  };
}

export const helpRequestDriver = driver('help_request', 'help', '4');
export const volunteeringDriver = driver('volunteering', 'volunteer', '6');

/** Somebody with the page open, who wants to be called. */
class Applicant implements Person {
  private readonly pages = new Map<string, Promise<FormPage>>();

  constructor(
    private readonly hub: RunningHub,
    private readonly officer: ApiClient,
    private readonly form: keyof typeof FIELDS,
    readonly address: string,
  ) {}

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text, follows, details }: Written): Promise<void> {
    const page = await this.page(externalId);
    const { status, body } = await page.send(this.form, {
      name: 'أم سعد',
      answerBy: 'phone',
      phone: this.address,
      consent: true,
      text,
      ...FIELDS[this.form],
      ...(follows && { follows }),
      ...details,
    });
    if (status !== 202) throw new Error(`The form was answered with ${status} ${JSON.stringify(body)}.`);
  }

  async inbox(): Promise<string[]> {
    const { data } = await this.officer.get<{ data: { number: string; script: string }[] }>(
      '/call-backs?due=false&limit=200',
    );
    return data.filter(({ number }) => number === this.address).map(({ script }) => script);
  }

  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const outcome = OUTCOMES[status];
    const answer = await this.officer.request('PUT', `/call-backs/${messageId}/outcome`, { outcome });
    if (answer.status >= 300 && answer.status !== 409) {
      throw new Error(`The outcome was answered with ${answer.status}.`);
    }
  }

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

  private page(id: string): Promise<FormPage> {
    const known = this.pages.get(id) ?? FormPage.open(this.hub.url, id);
    this.pages.set(id, known);
    return known;
  }
}
