import { Logger } from '@nestjs/common';
import type { Client, Message } from 'whatsapp-web.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import type { InboundEvent, InboundGateway } from '../core/inbound-gateway.js';
import type { LinkedAcks } from './whatsapp.linked-acks.js';
import { addressOf, isHidden, isPrivateChat } from './whatsapp.linked-address.js';
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
/** Messages of one chat that are asked for first; more as long as they are all new. */
const FIRST_PAGE = 50;
const MOST_MESSAGES = 5_000;

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

  constructor(
    private readonly account: ChannelAccount,
    private readonly client: Client,
    private readonly gateway: InboundGateway,
    private readonly acks: LinkedAcks,
  ) {}

  /** Whether everything that was shown is journalled. */
  get isReadUp(): boolean {
    return this.waiting === 0 && !this.isBehind;
  }

  /** Whether something was not journalled, and nobody is reading it again. */
  get mustReadAgain(): boolean {
    return this.waiting === 0 && this.isBehind;
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
      for (const chatId of await this.chatsSince(from)) await this.readChat(chatId, from);
      this.isBehind = false;
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

  /** The library's own list asks the network about every group first; the page knows what we need. */
  private async chatsSince(from: number): Promise<string[]> {
    const ids = (await this.client.pupPage?.evaluate(
      `window.require('WAWebCollections').Chat.getModelsArray()
         .filter((chat) => chat.t >= ${Math.floor(from / 1000)}).map((chat) => chat.id._serialized)`,
    )) as string[];
    return ids.filter(isPrivateChat);
  }

  private async readChat(chatId: string, from: number): Promise<void> {
    const chat = await this.client.getChatById(chatId);
    let messages: Message[] = [];
    for (let limit = FIRST_PAGE; limit <= MOST_MESSAGES; limit *= 4) {
      messages = await chat.fetchMessages({ limit });
      const oldest = Math.min(...messages.map(({ timestamp }) => timestamp));
      if (messages.length < limit || oldest * 1000 < from) break;
    }
    for (const message of messages.sort((a, b) => a.timestamp - b.timestamp)) {
      if (message.timestamp * 1000 < from) continue;
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
