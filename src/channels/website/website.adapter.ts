import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { FileStorage } from '../../platform/storage/file-storage.js';
import {
  type AccountMode,
  type Capabilities,
  ChannelAdapter,
  type ChannelType,
  type JournalledPayload,
  type OutboundMessage,
  type ParsedPayload,
  SendError,
  type SendReceipt,
} from '../core/channel-adapter.js';
import { WebsiteMailbox } from './website.mailbox.js';
import { parseWebsitePayload } from './website.parser.js';
import type { StoredFile } from './website.payload.js';
import { MAX_TEXT_LENGTH } from './website.schemas.js';

/** More than an officer can upload; a bound all the same. */
const MAX_OUTBOUND_FILE_BYTES = 100 * 1024 * 1024;

/**
 * The website as a channel. Its provider is the hub itself: a mailbox per visitor in our own tables, which
 * the widget reads live or on the visitor's return.
 */
@Injectable()
export class WebsiteAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'website';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: null,
    maxTextLength: MAX_TEXT_LENGTH,
    threaded: false,
    // The mailbox and the widget know a message by its id.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 16,
  };

  constructor(
    @Inject(WebsiteMailbox) private readonly mailbox: WebsiteMailbox,
    @Inject(FileStorage) private readonly storage: FileStorage,
  ) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseWebsitePayload(payload);
  }

  /** @throws SendError `visitor.unknown`, for good, when nobody has this address */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const visitorId = z.uuid().safeParse(message.to.address);
    const stored =
      visitorId.success &&
      (await this.mailbox.deliver(visitorId.data, {
        id: message.id,
        text: message.text,
        automatic: message.automatic,
        attachments: await this.keep(message),
      }));
    if (!stored) throw new SendError('visitor.unknown', 'There is no such visitor', { retryable: false });
    return { externalId: message.id, status: 'sent' };
  }

  private async keep(message: OutboundMessage): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    for (const { fileName, contentType, open } of message.attachments) {
      const { key, size } = await this.storage.putStream(open(), MAX_OUTBOUND_FILE_BYTES);
      files.push({ key, fileName, contentType, size });
    }
    return files;
  }
}
