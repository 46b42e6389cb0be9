import { randomUUID } from 'node:crypto';
import type {
  ConversationView,
  MessageView,
} from '../../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, waitFor } from '../../harness/index.js';
import type { Person } from './driver.js';

interface List<T> {
  data: T[];
}

interface Account {
  channel: string;
  name: string;
  mode: string;
  capabilities: { threaded: boolean };
}

/** Generous: a message refused for now goes out again after some seconds. */
const PATIENCE_MS = 30_000;

/** An officer at a running hub, with a look into its journal and outbox. */
export class Desk {
  private constructor(
    readonly hub: RunningHub,
    private readonly api: ApiClient,
  ) {}

  static async at(hub: RunningHub): Promise<Desk> {
    return new Desk(hub, await hub.signIn());
  }

  async accounts(): Promise<Account[]> {
    return (await this.api.get<List<Account>>('/channels')).data;
  }

  /** @throws Error when the hub has no such account */
  async account(channel: string, name = 'default'): Promise<Account> {
    const account = (await this.accounts()).find((one) => one.channel === channel && one.name === name);
    if (!account) throw new Error(`The hub has no account ${channel}/${name}.`);
    return account;
  }

  async conversationsOf({ address }: Person): Promise<ConversationView[]> {
    const { data } = await this.api.get<List<ConversationView>>(
      `/conversations?view=all&status=all&limit=50&q=${encodeURIComponent(address)}`,
    );
    return data.filter(({ contactPoint }) => contactPoint.address === address);
  }

  /** The one conversation of a person, as soon as there is one. */
  async conversationOf(person: Person): Promise<ConversationView> {
    const [conversation, second] = await waitFor(
      async () => {
        const found = await this.conversationsOf(person);
        return found.length > 0 && found;
      },
      { message: 'a conversation', timeout: PATIENCE_MS },
    );
    if (!conversation || second) throw new Error('The person has several conversations.');
    return conversation;
  }

  /** Oldest first. */
  async thread({ id }: { id: string }): Promise<MessageView[]> {
    const { data } = await this.api.get<List<MessageView>>(`/conversations/${id}/messages?limit=50`);
    return data.reverse();
  }

  /** What the person wrote, oldest first, as soon as it is `count` messages. */
  inbound(conversation: { id: string }, count: number): Promise<MessageView[]> {
    return waitFor(
      async () => {
        const found = (await this.thread(conversation)).filter(({ direction }) => direction === 'inbound');
        return found.length >= count && found;
      },
      { message: `${count} messages of the person`, timeout: PATIENCE_MS },
    );
  }

  /** Answers; the browser asks twice, as it does when the network breaks. */
  async reply({ id }: { id: string }, text: string): Promise<MessageView> {
    const headers = { 'idempotency-key': randomUUID() };
    const post = () => this.api.post<MessageView>(`/conversations/${id}/replies`, { text }, headers);
    const [first, second] = [await post(), await post()];
    if (first.id !== second.id) throw new Error('One reply became two messages.');
    return first;
  }

  message(wanted: MessageView, status: MessageView['status']): Promise<MessageView> {
    return waitFor(
      async () => {
        const thread = await this.thread({ id: wanted.conversationId });
        const found = thread.find(({ id }) => id === wanted.id);
        return found?.status === status && found;
      },
      { message: `the message to be ${status}`, timeout: PATIENCE_MS },
    );
  }

  /** How often sending was tried, and what stands now. */
  async outbox(messageId: string): Promise<{ attempts: number; state: string }> {
    const [row] = await this.hub.sql<{ attempts: number; state: string }>(
      'SELECT attempts, state FROM outbound WHERE message_id = $1',
      [messageId],
    );
    return row ?? { attempts: 0, state: 'none' };
  }

  /** Resolves when a send was tried and put off. */
  async refusedOnce({ id }: MessageView): Promise<void> {
    await waitFor(
      async () => {
        const { attempts, state } = await this.outbox(id);
        return attempts > 0 && state !== 'sending';
      },
      { message: 'the first try' },
    );
  }

  async journalled(externalId: string): Promise<number> {
    const rows = await this.hub.sql('SELECT 1 FROM inbound_event WHERE external_id = $1', [externalId]);
    return rows.length;
  }

  /** Resolves when everything that came in has been worked off, and everything due has been sent. */
  async settled(): Promise<void> {
    await waitFor(
      async () => {
        const [left] = await this.hub.sql<{ count: number }>(
          `SELECT (SELECT count(*) FROM inbound_event WHERE state = 'pending')::int
                + (SELECT count(*) FROM notice WHERE state = 'due')::int
                + (SELECT count(*) FROM outbound WHERE state IN ('queued', 'sending'))::int AS count`,
        );
        return left?.count === 0;
      },
      { message: 'the hub to have worked everything off', timeout: PATIENCE_MS },
    );
  }

  /** A person whose first message has come and been confirmed, so that what follows is no receipt. */
  async acquaintance(
    person: Person,
    text: string,
  ): Promise<{ conversation: ConversationView; first: string }> {
    const first = person.newExternalId();
    await person.write({ externalId: first, text });
    await this.conversationOf(person);
    await this.settled();
    return { conversation: await this.conversationOf(person), first };
  }
}
