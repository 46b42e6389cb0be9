import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Chat, Client, Message, MessageMedia } from 'whatsapp-web.js';
import {
  type OutboundAttachment,
  type OutboundMessage,
  SendError,
  type SendReceipt,
} from '../core/channel-adapter.js';
import { FAILED } from './whatsapp.linked-acks.js';
import { chatIdOf } from './whatsapp.linked-address.js';
import { LinkedPace } from './whatsapp.linked-pace.js';
import { isUnregistered } from './whatsapp.linked-page.js';
import { LinkedPhone } from './whatsapp.linked-phone.js';
import { LinkedSettings } from './whatsapp.linked-settings.js';

/** How long WhatsApp may take to say that it has a message. Shorter than delivery's patience with one send. */
const FIRST_ACK_MS = 20_000;
/** What Puppeteer says when the page or the browser went away under a call. */
const GONE = /target closed|session closed|protocol error|detached|context was destroyed|connection closed/i;

/** Writes on the linked phone as a person would: one message at a time, typed first, at a human pace. */
@Injectable()
export class LinkedSender {
  private readonly pace: LinkedPace;

  constructor(
    @Inject(LinkedPhone) private readonly phone: LinkedPhone,
    @Inject(LinkedSettings) settings: LinkedSettings,
  ) {
    this.pace = new LinkedPace(settings.perMinute);
  }

  /**
   * @throws SendError; `uncertain` when the page went away under it or WhatsApp says nothing. A later word of
   * WhatsApp's, which finds our id, then settles it.
   */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const media = await mediaOf(message);
    await this.phone.wait(this.pace.reserve(performance.now()));
    return this.phone.use(async (client, acks) => {
      const chatId = chatIdOf(message.to.address);
      const isThere = await this.type(client, chatId, message.text);
      // Nothing was handed over yet, so it may go again.
      if (!isThere) throw await missing(client, chatId, { retryable: true });
      const sent = await handOver(client, chatId, message, media);
      const ack = await acks.first(sent.id.id, message.id, FIRST_ACK_MS);
      if (ack === null) {
        const said = 'WhatsApp Web has the message, and WhatsApp has not taken it yet';
        throw new SendError('no_ack', said, { retryable: false, uncertain: true });
      }
      if (ack === FAILED) throw new SendError('ack_error', 'WhatsApp did not take it', { retryable: true });
      return { externalId: sent.id.id, status: 'sent' };
    });
  }

  /** @returns whether the page has the chat, or may have */
  private async type(client: Client, chatId: string, text: string): Promise<boolean> {
    try {
      const chat: Chat | undefined = await client.getChatById(chatId);
      if (!chat) return false;
      await chat.sendStateTyping();
    } catch {
      // A courtesy: where it cannot be shown, sending will say why.
      return true;
    }
    await sleep(this.pace.typingMs(text));
    return true;
  }
}

/** @throws SendError when the message cannot be sent as it is */
async function mediaOf({ attachments }: OutboundMessage): Promise<MessageMedia | null> {
  const [file, ...others] = attachments;
  if (!file) return null;
  if (others.length > 0) {
    throw new SendError('too_many_files', 'WhatsApp carries one file in a message', { retryable: false });
  }
  const { default: whatsapp } = await import('whatsapp-web.js');
  const content = await bytesOf(file);
  return new whatsapp.MessageMedia(
    file.contentType,
    content.toString('base64'),
    file.fileName,
    content.length,
  );
}

async function bytesOf(file: OutboundAttachment): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.open()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function handOver(
  client: Client,
  chatId: string,
  { text }: OutboundMessage,
  media: MessageMedia | null,
): Promise<Message> {
  try {
    const sent = await (media
      ? client.sendMessage(chatId, media, {
          ...(text && { caption: text }),
          // Audio has no caption: with a text beside it, it goes as a file that has one.
          sendMediaAsDocument: media.mimetype.startsWith('audio/') && text !== '',
        })
      : client.sendMessage(chatId, text, { linkPreview: false }));
    if (sent) return sent;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (GONE.test(message) || !client.pupBrowser?.connected) {
      const said = 'WhatsApp Web went away while the message was handed over';
      throw new SendError('page_gone', said, { retryable: false, uncertain: true, cause: error });
    }
    // The library also fails over what it has sent, while it reads that back: sending again could say it twice.
    const said = 'WhatsApp Web failed over the message, which may have gone out';
    throw new SendError('page_error', said, { retryable: false, uncertain: true, cause: error });
  }
  // It also says nothing of a message that it filed under another id while sending it.
  throw await missing(client, chatId, { retryable: false, uncertain: true });
}

/**
 * Why WhatsApp Web has no chat or no message to show: the number has no WhatsApp, or, as in a slow or changed page,
 * nobody knows; then `otherwise` says what may be done.
 */
async function missing(
  client: Client,
  chatId: string,
  otherwise: { retryable: boolean; uncertain?: boolean },
): Promise<SendError> {
  if (await isUnregistered(client, chatId)) {
    return new SendError('not_on_whatsapp', 'The number has no WhatsApp', { retryable: false });
  }
  if (otherwise.uncertain) {
    const said = 'WhatsApp Web does not show the message, which may have gone out';
    return new SendError('no_message', said, otherwise);
  }
  return new SendError('no_chat', 'WhatsApp Web has not found the chat', otherwise);
}
