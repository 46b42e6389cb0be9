import { Inject, Injectable } from '@nestjs/common';
import {
  type ChosenTemplate,
  type OutboundAttachment,
  type OutboundMessage,
  SendError,
  type SendReceipt,
} from '../core/channel-adapter.js';
import { repeatable } from '../core/provider-http.js';
import { recipient } from './whatsapp.cloud-address.js';
import { type CloudAccount, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { Pace } from './whatsapp.cloud-pace.js';
import { sentSchema, uploadedSchema } from './whatsapp.cloud-schemas.js';

/** Messages a second of one number. Meta allows 80; several processes may share it. */
const PER_SECOND = 20;
const MAX_CAPTION = 1024;
const UPLOAD_TIMEOUT_MS = 120_000;
const MB = 1024 * 1024;

type MediaType = 'image' | 'video' | 'audio' | 'document';

/** What WhatsApp shows in the thread, by content type, and up to which size. Everything else is a document. */
const SHOWN: readonly { type: MediaType; contentTypes: RegExp; maxBytes: number }[] = [
  { type: 'image', contentTypes: /^image\/(jpeg|png)$/, maxBytes: 5 * MB },
  { type: 'video', contentTypes: /^video\/(mp4|3gpp)$/, maxBytes: 16 * MB },
  { type: 'audio', contentTypes: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, maxBytes: 16 * MB },
];

/** Hands messages to the Cloud API. */
@Injectable()
export class CloudSender {
  /** By number: each has its own limit at Meta. */
  private readonly paces = new Map<string, Pace>();

  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(GraphApi) private readonly graph: GraphApi,
  ) {}

  /**
   * @throws SendError; `uncertain` when the request may have been taken and no answer came. The status report,
   * which carries our id, then tells.
   */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const account = this.credentials.of(message.account.name);
    if (!account?.phoneNumberId) throw new SendError('no_sender', 'No number is set', { retryable: false });
    const content = await this.contentOf(account, message);
    await this.paceOf(account.phoneNumberId).turn();
    const quoted = message.thread.at(-1);
    const answer = await this.graph.request(account, `${account.phoneNumberId}/messages`, {
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        ...recipient(message.to.address),
        ...(quoted && { context: { message_id: quoted } }),
        biz_opaque_callback_data: message.id,
        ...content,
      },
    });
    const sent = sentSchema.safeParse(answer);
    if (!sent.success) {
      throw new SendError('no_id', 'WhatsApp answered without an id', { retryable: false, uncertain: true });
    }
    return { externalId: sent.data.messages[0]!.id, status: 'sent' };
  }

  private paceOf(phoneNumberId: string): Pace {
    const pace = this.paces.get(phoneNumberId) ?? new Pace(1000 / PER_SECOND, PER_SECOND);
    this.paces.set(phoneNumberId, pace);
    return pace;
  }

  private async contentOf(
    account: CloudAccount,
    { template, text, attachments }: OutboundMessage,
  ): Promise<object> {
    if (template) return { type: 'template', template: templateBody(template) };
    const [file, ...others] = attachments;
    if (!file) return { type: 'text', text: { preview_url: false, body: text } };
    if (others.length > 0) {
      throw new SendError('too_many_files', 'WhatsApp carries one file in a message', { retryable: false });
    }
    if (text.length > MAX_CAPTION) {
      const said = `Beside a file WhatsApp carries at most ${MAX_CAPTION} characters`;
      throw new SendError('caption_too_long', said, { retryable: false });
    }
    const type = mediaType(file, text !== '');
    const id = await this.upload(account, file);
    return {
      type,
      [type]: {
        id,
        ...(text && { caption: text }),
        ...(type === 'document' && { filename: file.fileName }),
      },
    };
  }

  /** A file is handed over before the message that names it: until then nobody has got anything. */
  private async upload(account: CloudAccount, file: OutboundAttachment): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of file.open()) chunks.push(chunk as Buffer);
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', file.contentType);
    form.set('file', new Blob(chunks, { type: file.contentType }), file.fileName);
    try {
      const answer = await this.graph.request(account, `${account.phoneNumberId}/media`, {
        body: form,
        timeoutMs: UPLOAD_TIMEOUT_MS,
      });
      return uploadedSchema.parse(answer).id;
    } catch (error) {
      if (error instanceof SendError) throw repeatable(error);
      throw new SendError('no_media_id', 'WhatsApp took a file and gave it no id', {
        retryable: true,
        cause: error,
      });
    }
  }
}

/** Audio has no caption: with a text beside it, it goes as a file that has one. */
function mediaType({ contentType, size }: OutboundAttachment, hasText: boolean): MediaType {
  const [essence = ''] = contentType.toLowerCase().split(';');
  const shown = SHOWN.find(({ contentTypes, maxBytes }) => contentTypes.test(essence) && size <= maxBytes);
  if (!shown || (shown.type === 'audio' && hasText)) return 'document';
  return shown.type;
}

function templateBody({ name, language, variables }: ChosenTemplate): object {
  // The network refuses line breaks, tabs and rows of spaces inside a variable.
  const parameters = variables.map((variable) => ({ type: 'text', text: variable.replace(/\s+/g, ' ') }));
  return {
    name,
    language: { code: language },
    ...(parameters.length > 0 && { components: [{ type: 'body', parameters }] }),
  };
}
