import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Realtime } from '../../platform/realtime/realtime.js';
import { type DeliveryUpdate, DeliveryUpdates } from '../delivery/delivery.updates.js';
import { ConversationQueries } from './conversations.queries.js';

/** More changes than this at once are told as "read again", which costs the same however many they are. */
const MOST_TOLD = 100;
/** The least time between two tellings while there is a flood; without one, changes are told at once. */
const FLOOD_PAUSE_MS = 250;

/**
 * Tells connected officers what changed. Changes gather while one telling is under way and go out together,
 * so an idle hub tells at once and a flooded one does not drown its browsers.
 */
@Injectable()
export class LiveUpdates implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(LiveUpdates.name);
  private conversations = new Set<string>();
  private messages = new Map<string, string>();
  private telling: Promise<void> | null = null;

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
    for (const id of ids) this.conversations.add(id);
    this.wake();
  }

  messagesAdded(added: { conversationId: string; messageId: string }[]): void {
    for (const { conversationId, messageId } of added) this.messages.set(messageId, conversationId);
    this.conversationsChanged(added.map(({ conversationId }) => conversationId));
  }

  private deliveryChanged(updates: DeliveryUpdate[]): void {
    for (const update of updates) {
      this.realtime.emit('/inbox', `conversation:${update.conversationId}`, 'message.changed', update);
    }
    const troubled = updates.filter(({ status }) => status === 'failed' || status === 'uncertain');
    if (troubled.length > 0) this.conversationsChanged(troubled.map(({ conversationId }) => conversationId));
  }

  private wake(): void {
    this.telling ??= this.tell().finally(() => {
      this.telling = null;
      if (this.conversations.size > 0) this.wake();
    });
  }

  private async tell(): Promise<void> {
    while (this.conversations.size > 0) {
      const conversations = [...this.conversations];
      const messages = [...this.messages];
      this.conversations = new Set();
      this.messages = new Map();
      try {
        if (conversations.length + messages.length > MOST_TOLD * 2) await this.tellToReadAgain();
        else await this.tellChanges(conversations, messages);
      } catch (error) {
        // Browsers read again when they reconnect and when a page opens; a lost event is not lost work.
        this.logger.warn({ error: (error as Error).message }, 'live event lost');
      }
    }
  }

  private async tellChanges(conversations: string[], messages: [string, string][]): Promise<void> {
    const [conversationViews, messageViews] = await Promise.all([
      this.queries.byIds(conversations),
      messages.length > 0 ? this.queries.messagesByIds(messages.map(([id]) => id)) : [],
    ]);
    this.realtime.emit('/inbox', 'inbox', 'conversations.changed', { conversations: conversationViews });
    for (const message of messageViews) {
      this.realtime.emit('/inbox', `conversation:${message.conversationId}`, 'message.added', {
        conversationId: message.conversationId,
        message,
      });
    }
  }

  private async tellToReadAgain(): Promise<void> {
    this.realtime.emit('/inbox', 'inbox', 'conversations.stale', {});
    await new Promise((resolve) => setTimeout(resolve, FLOOD_PAUSE_MS).unref());
  }
}
