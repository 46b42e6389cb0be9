import { Logger } from '@nestjs/common';
import type { Client, Message } from 'whatsapp-web.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import type { InboundEvent, InboundGateway } from '../core/inbound-gateway.js';
import type { LinkedAcks } from './whatsapp.linked-acks.js';
import { addressOf, isHidden, isPrivateChat } from './whatsapp.linked-address.js';
import { chatsSince, messagesSince } from './whatsapp.linked-page.js';
import type { LinkedEvent } from './whatsapp.linked-payload.js';

/** What WhatsApp's page keeps among the messages and nobody wrote. `ciphertext` comes again when it can be read. */
const NOT_WRITTEN = new Set([
  'e2e_notification',
  'notification',
  'notification_template',
  'gp2',
  'broadcast_notification',
  'protocol',
  'ciphertext',
  'debug',
  'album',
  'pinned_message',
]);
/** When chats that could not be read are tried again: doubling. What people write meanwhile waits for the page, too. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 10 * 60_000;

/** Where a chat stands and who wrote: parts of the page's model that the library's types leave out. */
interface Model {
  id: { id: string; remote: string; fromMe: boolean; _serialized: string };
  type?: string;
  subtype?: string;
  t?: number;
  latestEditSenderTimestampMs?: number;
}

/**
 * Journals what one open session shows, one after the other, so that a person's messages keep their order. What
 * is shown again is the same event, and the journal knows it.
 */
export class LinkedInbox {
  private readonly logger = new Logger(LinkedInbox.name);
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;
  private isBehind = true;
  /** Chats that the page could not show, and when to ask for them again (by `performance.now()`). */
  private unread = new Set<string>();
  private failures = 0;
  private retryAt = 0;

  constructor(
    private readonly account: ChannelAccount,
    private readonly client: Client,
    private readonly gateway: InboundGateway,
    private readonly acks: LinkedAcks,
  ) {}

  /** Whether everything that was shown is journalled. */
  get isReadUp(): boolean {
    return this.waiting === 0 && !this.isBehind && this.unread.size === 0;
  }

  /** Whether something was not journalled, and nobody is reading it again. */
  get mustReadAgain(): boolean {
    if (this.waiting > 0) return false;
    return this.isBehind || (this.unread.size > 0 && performance.now() >= this.retryAt);
  }

  /** Resolves when what was shown so far is journalled. */
  settled(): Promise<void> {
    return this.last;
  }

  listen(): void {
    const { client } = this;
    client.on('message', (message) => this.enqueue(() => this.takeMessage(message)));
    client.on('message_edit', (message, body) =>
      this.enqueue(() => this.takeEdit(message, String(body ?? ''))),
    );
    client.on('message_revoke_everyone', (message) => this.enqueue(() => this.takeRevoked(message)));
    client.on('message_ciphertext_failed' as never, (message: Message) =>
      this.enqueue(() => this.takeUnreadable(message)),
    );
    client.on('message_ciphertext', (message) => {
      // For the phone only (to be seen once): this device never gets it.
      const isWithheld = modelOf(message).subtype?.endsWith('_unavailable_fanout');
      if (isWithheld) this.enqueue(() => this.takeUnreadable(message));
    });
    client.on('message_reaction', (reaction) => this.enqueue(() => this.takeReaction(reaction)));
    client.on('message_ack', (message, ack) => this.enqueue(() => this.takeAck(message, ack)));
  }

  /**
   * Reads what came while nobody looked: all chats with one person that had something since, from then on.
   */
  catchUp(since: Date): void {
    this.isBehind = true;
    this.enqueue(async () => {
      const from = since.getTime();
      await this.readChats(await chatsSince(this.client, from), from);
      this.isBehind = false;
    });
  }

  /** Reads what could not be read before: single chats, or everything. */
  readAgain(since: Date): void {
    if (this.isBehind) {
      this.catchUp(since);
      return;
    }
    this.enqueue(async () => {
      const from = since.getTime();
      // A chat that was deleted meanwhile has nothing to read.
      const chats = await chatsSince(this.client, from);
      await this.readChats(
        chats.filter((id) => this.unread.has(id)),
        from,
      );
    });
  }

  private enqueue(work: () => Promise<void>): void {
    this.waiting += 1;
    this.last = this.last
      .then(work)
      .catch((error: Error) => {
        // Not lost: until all has been read again, the next look starts where this one did.
        this.isBehind = true;
        this.logger.warn(
          { account: this.account.name, error: error.name },
          'not journalled, to be read again',
        );
      })
      .finally(() => {
        this.waiting -= 1;
      });
  }

  /** One chat that cannot be read keeps nobody else waiting, and is tried again later. */
  private async readChats(chatIds: string[], from: number): Promise<void> {
    const unread = new Set<string>();
    let reason = '';
    for (const chatId of chatIds) {
      try {
        await this.readChat(chatId, from);
      } catch (error) {
        unread.add(chatId);
        reason = (error as Error).name;
      }
    }
    this.unread = unread;
    if (unread.size === 0) {
      this.failures = 0;
      return;
    }
    const retryInMs = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS);
    this.failures += 1;
    this.retryAt = performance.now() + retryInMs;
    this.logger.warn(
      { account: this.account.name, chats: unread.size, error: reason, retryInMs },
      'chats not read, to be read again',
    );
  }

  private async readChat(chatId: string, from: number): Promise<void> {
    for (const message of await messagesSince(this.client, chatId, from)) {
      if (message.fromMe) await this.takeAck(message, message.ack);
      else await this.takeMessage(message);
    }
  }

  private async takeMessage(message: Message): Promise<void> {
    const model = modelOf(message);
    if (!isWritten(model)) return;
    const event: LinkedEvent['event'] = model.type === 'revoked' ? 'revoke' : 'message';
    const id = event === 'revoke' ? `${model.id.id}:revoked` : model.id.id;
    await this.journal(id, model.id.remote, { event, model });
  }

  private async takeEdit(message: Message, body: string): Promise<void> {
    const model = modelOf(message);
    if (!isWritten(model)) return;
    const id = `${model.id.id}:edit:${model.latestEditSenderTimestampMs ?? body.length}`;
    await this.journal(id, model.id.remote, { event: 'edit', model, body });
  }

  private async takeRevoked(message: Message): Promise<void> {
    const model = modelOf(message);
    if (isWritten(model)) {
      await this.journal(`${model.id.id}:revoked`, model.id.remote, { event: 'revoke', model });
    }
  }

  private async takeUnreadable(message: Message): Promise<void> {
    const model = modelOf(message);
    if (model.id.fromMe || !isPrivateChat(model.id.remote)) return;
    // Another id than the message's own, which may still come.
    await this.journal(`${model.id.id}:unreadable`, model.id.remote, { event: 'unreadable', model });
  }

  private async takeReaction(reaction: {
    id: unknown;
    msgId: unknown;
    senderId: string;
    reaction: string;
    timestamp: number;
  }): Promise<void> {
    const id = reaction.id as Model['id'];
    const to = reaction.msgId as Model['id'];
    if (id.fromMe || !isPrivateChat(reaction.senderId)) return;
    const { senderId: chat, reaction: emoji } = reaction;
    const t = Math.floor(reaction.timestamp);
    await this.journal(`${id.id}:reaction:${t}`, chat, {
      event: 'reaction',
      chat,
      emoji: emoji ?? '',
      to: to.id,
      t,
    });
  }

  private async takeAck(message: Message, ack: number): Promise<void> {
    const { id } = modelOf(message);
    if (!id.fromMe || !isPrivateChat(id.remote)) return;
    const ours = this.acks.reached(id.id, ack);
    // What somebody wrote on the phone itself is no message of the hub's.
    if (ack === 0 || ours === undefined) return;
    const event: LinkedEvent = { event: 'ack', id: id.id, ack, message: ours };
    await this.gateway.receive(this.account, [
      { kind: 'status', externalId: `${id.id}:ack:${ack}`, sender: addressOf(id.remote), raw: bytes(event) },
    ]);
  }

  private async journal(externalId: string, chatId: string, event: object): Promise<void> {
    const number = isHidden(chatId) ? await this.numberBehind(chatId) : null;
    const entry: InboundEvent = {
      kind: 'message',
      externalId,
      sender: addressOf(chatId, number),
      raw: bytes({ ...event, number }),
    };
    await this.gateway.receive(this.account, [entry]);
  }

  /** WhatsApp tells the number of most of those who hide it to whom they write to. */
  private async numberBehind(chatId: string): Promise<string | null> {
    try {
      const [known] = await this.client.getContactLidAndPhone([chatId]);
      return known?.pn ?? null;
    } catch (error) {
      this.logger.warn({ account: this.account.name, error: (error as Error).name }, 'number not found');
      return null;
    }
  }
}

function modelOf(message: Message): Model {
  return message.rawData as Model;
}

function isWritten({ id, type }: Model): boolean {
  return !id.fromMe && isPrivateChat(id.remote) && !NOT_WRITTEN.has(type ?? '');
}

function bytes(event: object): Buffer {
  return Buffer.from(JSON.stringify(event), 'utf8');
}
