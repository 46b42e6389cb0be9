import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { SendError } from '../core/channel-adapter.js';
import { messageKeyOf } from './whatsapp.linked-payload.js';
import { LinkedPhone } from './whatsapp.linked-phone.js';

/** What the hub keeps of a network's files. */
const MAX_BYTES = 25 * 1024 * 1024;

/** Fetches files through the page, which alone has the keys to decrypt them. */
@Injectable()
export class LinkedMedia {
  constructor(@Inject(LinkedPhone) private readonly phone: LinkedPhone) {}

  /** @throws SendError */
  fetch(address: string): Promise<{ stream: Readable; contentType: string | null }> {
    return this.phone.use(async (client) => {
      const message = await client.getMessageById(messageKeyOf(address) ?? '');
      if (!message)
        throw new SendError('message_gone', 'The phone has the message no more', { retryable: false });
      const { size } = message.rawData as { size?: number };
      // It goes through the page and the pipe in one piece.
      if ((size ?? 0) > MAX_BYTES) {
        throw new SendError('media_too_large', 'The file is too large', { retryable: false });
      }
      const media = await message.downloadMedia();
      // Also while the sender's phone uploads it anew.
      if (!media)
        throw new SendError('media_gone', 'WhatsApp does not have the file now', { retryable: true });
      const content = Buffer.from(media.data, 'base64');
      return { stream: Readable.from([content]), contentType: media.mimetype || null };
    });
  }
}
