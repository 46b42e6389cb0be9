/** Things that happen by themselves in the stand-in: people write, deliveries move on. */
import { EventEmitter } from 'node:events';
import type { Conversation, Message } from '../src/lib/schemas';
import { conversations, makeConversation, makeMessage, messages, say } from './conversations.ts';

export const liveBus = new EventEmitter();

export function tellConversation(...changed: Conversation[]): void {
  liveBus.emit('event', null, 'conversations.changed', { conversations: changed });
}

export function tellMessage(message: Message): void {
  liveBus.emit('event', `conversation:${message.conversationId}`, 'messages.added', { messages: [message] });
}

export function tellStatus(message: Message): void {
  liveBus.emit('event', `conversation:${message.conversationId}`, 'messages.changed', {
    changes: [
      {
        conversationId: message.conversationId,
        messageId: message.id,
        status: message.status,
        error: message.error,
      },
    ],
  });
}

/** Queued, then sent, then delivered, as a gateway would report it. */
export function deliver(message: Message, sandbox: boolean): void {
  const step = (status: Message['status'], delay: number) =>
    setTimeout(() => {
      message.status = status;
      tellStatus(message);
    }, delay);
  if (sandbox) step('sandboxed', 900);
  else {
    step('sent', 1200);
    step('delivered', 3000);
  }
}

const WORDS = [
  'السلام عليكم، أرغب في تحديث رقم الجوال.',
  'هل يمكن التسجيل عن طريق الوكالة؟',
  'Good morning, is the office open on Thursday?',
  'شكرًا على سرعة الرد، الله يعطيكم العافية.',
];

/** Lets somebody write; also called by tests of the page through POST /api/v1/dev/arrival. */
export function arrive(conversation?: Conversation, text?: string): void {
  const target =
    conversation ??
    makeConversation('website', `زائر ${conversations.length}`, `visitor-${conversations.length}`, {
      openedAt: new Date().toISOString(),
    });
  const message = say(target, makeMessage(target.id, text ?? WORDS[conversations.length % WORDS.length]!));
  tellMessage(message);
  tellConversation(target);
}

export function simulate(): void {
  if (!process.env['STAND_IN_TRAFFIC']) return;
  setInterval(() => {
    const open = conversations.filter((one) => one.status === 'open' && messages.has(one.id));
    arrive(Math.random() < 0.5 ? undefined : open[Math.floor(Math.random() * Math.min(8, open.length))]);
  }, 6000).unref();
}
