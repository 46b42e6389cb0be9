import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Realtime } from '../../platform/realtime/realtime.js';
import { type DeliveryUpdate, DeliveryUpdates } from '../delivery/delivery.updates.js';
import { ConversationQueries } from './conversations.queries.js';

/** More changes than this at once are told as "read again", which costs the same however many they are. */
const MOST_TOLD = 100;
/** The least time between two tellings; after a quiet time a change is told at once. */
const SPACING_MS = 40;
/** The same while there is a flood. */
const FLOOD_SPACING_MS = 250;

/** What has changed since the last telling. */
class Changes {
  readonly conversations = new Set<string>();
  /** Ids of new messages, and of those whose attachments have come. */
  readonly messages = new Set<string>();
  readonly deliveries: DeliveryUpdate[] = [];

  get size(): number {
    return this.conversations.size + this.messages.size + this.deliveries.length;
  }
}

/**
 * Tells connected officers what changed: the list to everybody (`conversations.changed`), messages and delivery
 * states to those who watch their conversation (`messages.added`, `messages.changed`). Changes gather while one
 * telling is under way and go out together, so an idle hub tells at once and a flooded one does not drown its
 * browsers.
 */
@Injectable()
export class LiveUpdates implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(LiveUpdates.name);
  private changes = new Changes();
  private telling: Promise<void> | null = null;
  private quietUntil = 0;

  constructor(
    @Inject(Realtime) private readonly realtime: Realtime,
    @Inject(ConversationQueries) private readonly queries: ConversationQueries,
    @Inject(DeliveryUpdates) private readonly delivery: DeliveryUpdates,
  ) {}

  onModuleInit(): void {
    this.delivery.subscribe((updates) => this.deliveryChanged(updates));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.telling;
  }

  conversationsChanged(ids: string[]): void {
    for (const id of ids) this.changes.conversations.add(id);
    this.wake();
  }

  messagesAdded(added: { conversationId: string; messageId: string }[]): void {
    for (const { messageId } of added) this.changes.messages.add(messageId);
    this.conversationsChanged(added.map(({ conversationId }) => conversationId));
  }

  private deliveryChanged(updates: DeliveryUpdate[]): void {
    this.changes.deliveries.push(...updates);
    // What did not arrive is counted in the list.
    for (const { conversationId, status } of updates) {
      if (status === 'failed' || status === 'uncertain') this.changes.conversations.add(conversationId);
    }
    this.wake();
  }

  private wake(): void {
    this.telling ??= this.tell().finally(() => {
      this.telling = null;
      if (this.changes.size > 0) this.wake();
    });
  }

  private async tell(): Promise<void> {
    await sleep(Math.max(0, this.quietUntil - performance.now()));
    const changes = this.changes;
    this.changes = new Changes();
    const flood = changes.size > MOST_TOLD;
    this.quietUntil = performance.now() + (flood ? FLOOD_SPACING_MS : SPACING_MS);
    try {
      if (flood) this.realtime.emit('/inbox', 'inbox', 'conversations.stale', {});
      else await this.tellEach(changes);
    } catch (error) {
      // Browsers read again when they reconnect and when a page opens; a lost event is not lost work.
      this.logger.warn({ error: (error as Error).message }, 'live event lost');
    }
  }

  private async tellEach({ conversations, messages, deliveries }: Changes): Promise<void> {
    const [conversationViews, messageViews] = await Promise.all([
      conversations.size > 0 ? this.queries.byIds([...conversations]) : [],
      messages.size > 0 ? this.queries.messagesByIds([...messages]) : [],
    ]);
    if (conversationViews.length > 0) {
      this.realtime.emit('/inbox', 'inbox', 'conversations.changed', { conversations: conversationViews });
    }
    if (messageViews.length > 0) {
      this.realtime.emit('/inbox', roomsOf(messageViews), 'messages.added', { messages: messageViews });
    }
    if (deliveries.length > 0) {
      this.realtime.emit('/inbox', roomsOf(deliveries), 'messages.changed', { changes: deliveries });
    }
  }
}

function roomsOf(items: { conversationId: string }[]): string[] {
  return [...new Set(items.map(({ conversationId }) => `conversation:${conversationId}`))];
}
