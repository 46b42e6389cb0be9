import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Application, Language } from '../../channels/core/channel-adapter.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { Nudges } from '../../platform/queue/nudges.js';
import type { Actor } from '../audit/audit-log.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { answersTo, GENERAL, typeFor } from './intake.types.js';
import type { RequestTypeView } from './request-types.schemas.js';
import { RequestTypes } from './request-types.service.js';
import { RequestIncompleteError, RequestTypeNotFoundError } from './requests.errors.js';
import { RequestsService } from './requests.service.js';

/** After so many tries a person makes the request by hand: the message with all its words is in the conversation. */
const MAX_ATTEMPTS = 5;

interface DueIntake {
  messageId: string;
  conversationId: string;
  application: Application;
  attempts: number;
  language: Language;
  contactPointId: string;
}

/** Makes support requests of the forms that people, colleagues and representatives filled in. */
@Injectable()
export class RequestIntake {
  private readonly logger = new Logger(RequestIntake.name);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestTypes) private readonly types: RequestTypes,
    @Inject(RequestsService) private readonly requests: RequestsService,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /** Each in a transaction of its own: one that cannot be read keeps no other back. */
  async makeDue(): Promise<void> {
    const failed: string[] = [];
    for (;;) {
      const due = await this.makeNext(failed);
      if (!due) return;
    }
  }

  /** Part of the sweep. */
  async nudgeDue(): Promise<void> {
    const [due] = await this.database.query(`SELECT 1 FROM request_intake WHERE state = 'due' LIMIT 1`);
    if (due) this.nudges.nudgeAnew('requests', {});
  }

  /** @returns false when there is none left */
  private async makeNext(failed: string[]): Promise<boolean> {
    let due: DueIntake | undefined;
    try {
      return await this.database.transaction(async (tx) => {
        due = await this.next(tx, failed);
        if (due) await this.make(tx, due);
        return due !== undefined;
      });
    } catch (error) {
      if (!due) throw error;
      failed.push(due.messageId);
      // Not its message, which may quote what the person wrote.
      const { name, code } = error as Error & { code?: string };
      this.logger.warn({ message: due.messageId, error: name, code }, 'no request made');
      await this.failedOnce(due, error as Error);
      return true;
    }
  }

  private async next(tx: Transaction, failed: string[]): Promise<DueIntake | undefined> {
    const [row] = await tx.query<DueIntake>(
      `SELECT i.message_id AS "messageId", i.conversation_id AS "conversationId", i.application, i.attempts, c.language,
              c.contact_point_id AS "contactPointId"
         FROM request_intake i JOIN conversation c ON c.id = i.conversation_id
        WHERE i.state = 'due' AND i.message_id <> ALL($1::uuid[])
        ORDER BY i.message_id LIMIT 1 FOR NO KEY UPDATE OF i SKIP LOCKED`,
      [failed],
      'request-intake.next',
    );
    return row;
  }

  private async make(tx: Transaction, due: DueIntake): Promise<void> {
    const { application, messageId, conversationId, language } = due;
    const actor: Actor = application.staffId
      ? { kind: 'staff', id: application.staffId }
      : { kind: 'contact', id: due.contactPointId };
    const { nationalId } = application;
    const type = await this.typeOf(tx, application);
    const { id, reference, created } = await this.requests.create(
      tx,
      {
        conversationId,
        typeSlug: type.slug,
        source: application.takenBy,
        language,
        applicantName: application.name,
        ...(nationalId && {
          nationalId: this.nationalIds.decrypt(Buffer.from(nationalId.sealed, 'base64'), nationalId.owner),
        }),
        ...(application.phone && { phone: application.phone }),
        ...(application.city && { city: application.city }),
        data: answersTo(type.fields, application),
        originMessageId: messageId,
        ...(application.staffId && { createdBy: application.staffId }),
      },
      actor,
    );
    await tx.query(`UPDATE request_intake SET state = 'done', request_id = $2 WHERE message_id = $1`, [
      messageId,
      id,
    ]);
    // Made before, by a process that died before it could say so.
    if (!created) return;
    await this.takeFiles(tx, id, due, actor);
    const submitted = await this.submitted(tx, id, actor);
    await this.outbound.remark(tx, [
      {
        conversationId,
        notice: 'request',
        text: translate('ar', submitted ? 'requests.made' : 'requests.made_incomplete', { reference }),
      },
    ]);
  }

  /** Administrators may have put a type out of use: what it stood for is then asked in general. */
  private async typeOf(tx: Transaction, { needs }: Application): Promise<RequestTypeView> {
    try {
      return await this.types.bySlug(tx, typeFor(needs));
    } catch (error) {
      if (!(error instanceof RequestTypeNotFoundError)) throw error;
      return this.types.bySlug(tx, GENERAL);
    }
  }

  private async takeFiles(tx: Transaction, requestId: string, due: DueIntake, actor: Actor): Promise<void> {
    const files = await tx.query<{
      id: string;
      fileName: string;
      contentType: string;
      size: string;
      storageKey: string;
    }>(
      `SELECT id, file_name AS "fileName", content_type AS "contentType", size, storage_key AS "storageKey"
         FROM attachment WHERE message_id = $1 AND state = 'stored' ORDER BY position`,
      [due.messageId],
    );
    if (files.length === 0) return;
    const { takenBy, staffId } = due.application;
    await this.requests.addFiles(
      tx,
      requestId,
      files.map(({ id, size, ...file }) => ({
        ...file,
        size: Number(size),
        source: takenBy,
        attachmentId: id,
        ...(staffId && { addedBy: staffId }),
      })),
      actor,
    );
  }

  /** What a form did not ask for stays to be asked: the request is a draft until then. */
  private async submitted(tx: Transaction, id: string, actor: Actor): Promise<boolean> {
    try {
      const movers = actor.kind === 'staff' ? (['requests.write'] as const) : (['person'] as const);
      await this.requests.submit(tx, id, { actor, movers });
      return true;
    } catch (error) {
      if (error instanceof RequestIncompleteError) return false;
      throw error;
    }
  }

  private async failedOnce(due: DueIntake, error: Error): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ state: string }>(
        `UPDATE request_intake SET attempts = attempts + 1, error = $2,
                state = CASE WHEN attempts + 1 >= $3 THEN 'set_aside' ELSE state END
          WHERE message_id = $1 RETURNING state`,
        [due.messageId, error.name, MAX_ATTEMPTS],
      );
      if (row?.state !== 'set_aside') return;
      await this.outbound.remark(tx, [
        { conversationId: due.conversationId, notice: 'request', text: translate('ar', 'requests.not_made') },
      ]);
    });
  }
}
