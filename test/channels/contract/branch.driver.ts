import { v7 as uuidv7 } from 'uuid';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { BranchPhone, type RunningHub } from '../../harness/index.js';
import type { ChannelDriver, Person, Written } from './driver.js';

interface HandOver {
  id: string;
  person: { id: string };
  text: string;
}

const OUTCOMES: Partial<Record<DeliveryStatus, string>> = { delivered: 'told', failed: 'moved' };

/** One phone per hub: its representative knows everybody here. */
const phones = new WeakMap<RunningHub, Promise<BranchPhone>>();

function phoneOf(hub: RunningHub): Promise<BranchPhone> {
  let phone = phones.get(hub);
  if (!phone) {
    phone = BranchPhone.carriedBy(hub);
    phones.set(hub, phone);
  }
  return phone;
}

export const branchDriver: ChannelDriver = {
  channel: 'branch',
  threaded: { is: false, because: 'a person has one running conversation, whoever carries it' },
  reports: ['delivered'],
  lacks: {
    'a sandbox': {
      because: "people of ours carry the answers, which needs nobody's credentials",
      async shown({ sandbox }) {
        const { mode } = await sandbox.account('branch');
        if (mode !== 'live') throw new Error(`The account is ${mode}.`);
      },
    },
  },
  open: "a representative's phone is on the road",
  async start() {
    return {
      env: {},
      sandboxEnv: {},
      person: async (hub) => new Neighbour(hub, await phoneOf(hub)),
      close: async () => undefined,
    };
  },
};

/** Somebody whom a representative visits; the network is the representative, on foot. */
class Neighbour implements Person {
  readonly address = uuidv7();

  constructor(
    private readonly hub: RunningHub,
    private readonly phone: BranchPhone,
  ) {}

  newExternalId(): string {
    return uuidv7();
  }

  async write({ externalId, text, details }: Written): Promise<void> {
    const person = { id: this.address, name: 'جار', phone: null, isNew: true };
    await this.phone.api.put(
      `/branch/intakes/${externalId}`,
      this.phone.intake({ person, text, ...details }),
    );
  }

  /** What they are to be told. */
  async inbox(): Promise<string[]> {
    const { data } = await this.phone.api.get<{ data: HandOver[] }>('/hand-overs/mine');
    return data.filter(({ person }) => person.id === this.address).map(({ text }) => text);
  }

  async report(messageId: string, status: DeliveryStatus): Promise<void> {
    const now = new Date().toISOString();
    const report = { id: uuidv7(), outcome: OUTCOMES[status], at: now, sentAt: now };
    const answer = await this.phone.api.request('PUT', `/hand-overs/${messageId}/outcome`, report);
    if (answer.status >= 300 && answer.status !== 409) {
      throw new Error(`The outcome was answered with ${answer.status}.`);
    }
  }

  /** For good: nobody carries to them any more. For now: the tasks are a table, and no row can be written. */
  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    if (how === 'for good') {
      await this.hub.sql('DELETE FROM branch_person WHERE address = $1', [this.address]);
      return async () => undefined;
    }
    await this.hub.sql('ALTER TABLE hand_task ADD CONSTRAINT refused CHECK (false) NOT VALID');
    return async () => {
      await this.hub.sql('ALTER TABLE hand_task DROP CONSTRAINT refused');
    };
  }

  /** The phone is in no contact between two visits. */
  async holdOpen(): Promise<() => Promise<void>> {
    await this.phone.api.get('/branch/people');
    return async () => undefined;
  }
}
