import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import type { SignedInStaff } from '../staff/signed-in-staff.js';
import { RequestFiles } from './request-files.js';
import { RequestTypes } from './request-types.service.js';
import { RequestConversationNotFoundError, RequestFileNotFoundError } from './requests.errors.js';
import type { NewRequestBody } from './requests.schemas.js';
import { RequestsService } from './requests.service.js';

/** Takes a request down out of a conversation: the person's own words and files come along. */
@Injectable()
export class RequestPull {
  constructor(
    @Inject(RequestsService) private readonly requests: RequestsService,
    @Inject(RequestTypes) private readonly types: RequestTypes,
    @Inject(RequestFiles) private readonly files: RequestFiles,
  ) {}

  /** @throws RequestConversationNotFoundError, RequestFileNotFoundError, and what `RequestsService.create` throws */
  async create(tx: Transaction, body: NewRequestBody, staff: SignedInStaff): Promise<{ id: string }> {
    const { pullMessageIds, pullAttachmentIds, nationalId, ...rest } = body;
    const language = body.language ?? (await this.languageOf(tx, body.conversationId));
    const data = await this.withWords(tx, body);
    const made = await this.requests.create(
      tx,
      {
        ...withoutUndefined(rest),
        language,
        data,
        source: 'officer',
        createdBy: staff.id,
        ...(nationalId && { nationalId }),
      },
      { kind: 'staff', id: staff.id },
    );
    if (pullAttachmentIds.length > 0) {
      await this.files.take(tx, made.id, { uploads: [], attachments: pullAttachmentIds }, staff.id);
    }
    return made;
  }

  private async languageOf(tx: Transaction, conversationId: string): Promise<'ar' | 'en'> {
    const [row] = await tx.query<{ language: 'ar' | 'en' }>(
      'SELECT language FROM conversation WHERE id = $1',
      [conversationId],
    );
    if (!row) throw new RequestConversationNotFoundError(conversationId);
    return row.language;
  }

  /** The messages' words, in their order, stand where the type asks in words what is needed: its first text. */
  private async withWords(tx: Transaction, body: NewRequestBody): Promise<Record<string, unknown>> {
    if (body.pullMessageIds.length === 0) return body.data;
    const messages = await tx.query<{ id: string; text: string }>(
      `SELECT id, text FROM message WHERE id = ANY($1::uuid[]) AND conversation_id = $2 ORDER BY id`,
      [body.pullMessageIds, body.conversationId],
    );
    const missing = body.pullMessageIds.filter((id) => !messages.some((message) => message.id === id));
    if (missing.length > 0) throw new RequestFileNotFoundError(missing);
    const type = await this.types.bySlug(tx, body.typeSlug);
    const field = type.fields.find(({ kind }) => kind === 'text');
    if (!field) return body.data;
    const said = typeof body.data[field.key] === 'string' ? [body.data[field.key] as string] : [];
    const words = [...said, ...messages.map(({ text }) => text)].filter((text) => text.trim() !== '');
    return { ...body.data, [field.key]: words.join('\n\n').slice(0, field.maxLength ?? 2_000) };
  }
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
