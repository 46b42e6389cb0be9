import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { type HandTask, HandTaskLedger } from '../handovers/hand-task.ledger.js';
import { LetterMovedError, LetterStepError, ProofNotFoundError } from './letters.errors.js';
import type { LettersQuery, Progress } from './letters.schemas.js';
import { deedOf, isEnd, mayGo, type OpenStep } from './letters.steps.js';

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

interface TaskRow {
  id: string;
  conversation_id: string;
  reference: string;
  text: string;
  author: string | null;
  step: Exclude<OpenStep, 'to_print'> | null;
  details: { envelope?: string[]; carrier?: string; trackingNumber?: string };
  enclosures: number;
  created_at: Date;
  cursor_at: string;
}

interface Proof {
  key: string;
  fileName: string;
}

/** Letters on their way to the post: printed, dispatched, received, or come back. */
@Injectable()
export class LettersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HandTaskLedger) private readonly ledger: HandTaskLedger,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The oldest first. */
  async list(query: LettersQuery) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<TaskRow>(
      `SELECT t.message_id AS id, c.id AS conversation_id, c.reference, m.text, s.name AS author, t.step, t.details,
              (SELECT count(*)::int FROM attachment f WHERE m.has_attachments AND f.message_id = m.id) AS enclosures,
              m.created_at, to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
         LEFT JOIN staff s ON s.id = m.staff_id
        WHERE t.kind = 'letter' AND t.state = 'open' AND ($1::text IS NULL OR coalesce(t.step, 'to_print') = $1)
          AND ($2::timestamptz IS NULL OR (t.due_at, t.message_id) > ($2, $3::uuid))
        ORDER BY t.due_at, t.message_id LIMIT $4`,
      [query.step ?? null, at, id, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor_at, row.id],
      (row) => ({
        id: row.id,
        conversationId: row.conversation_id,
        reference: row.reference,
        envelope: row.details.envelope ?? [],
        text: row.text,
        author: row.author,
        enclosures: row.enclosures,
        step: row.step ?? 'to_print',
        carrier: row.details.carrier ?? null,
        trackingNumber: row.details.trackingNumber ?? null,
        writtenAt: row.created_at.toISOString(),
      }),
    );
  }

  /**
   * Takes a letter on, back, or to its end; the end is the message's delivery status.
   * @throws HandTaskNotOpenError, LetterMovedError, LetterStepError, ProofNotFoundError
   */
  async progress(id: string, progress: Progress, staffId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const task = await this.ledger.take(tx, id, 'letter');
      const at = stepOf(task);
      if (at !== progress.from) throw new LetterMovedError(at);
      if (!mayGo(at, progress.step)) throw new LetterStepError(at, progress.step);
      if (progress.step === 'received') this.refuseFuture(progress.on);
      const details = await this.detailsOf(tx, progress, staffId);
      const said = { ...details, ...('proof' in details && { proof: true }) };
      const deed = {
        staffId,
        action: 'letter.progressed',
        data: { outcome: deedOf(at, progress.step), ...said },
      };
      if (!isEnd(progress.step)) {
        const step = progress.step === 'to_print' ? null : progress.step;
        await this.ledger.advance(tx, task, { step, details }, deed);
        return;
      }
      const delivered = progress.step === 'received';
      const outcome = progress.step === 'returned' ? `returned_${progress.reason}` : progress.step;
      const occurredAt = progress.step === 'received' ? this.momentOf(progress.on) : this.clock.now();
      await this.ledger.close(tx, task, { outcome, delivered, occurredAt, details }, deed);
    });
  }

  /**
   * After a print run: those that still wait for it are printed.
   * @returns their ids; a colleague may have been quicker with others
   */
  async printed(ids: string[], staffId: string): Promise<{ printed: string[] }> {
    return this.database.transaction(async (tx) => {
      const waiting = await tx.query<{ id: string }>(
        `SELECT message_id AS id FROM hand_task
          WHERE message_id = ANY($1::uuid[]) AND kind = 'letter' AND state = 'open' AND step IS NULL
          ORDER BY message_id FOR UPDATE`,
        [ids],
      );
      for (const { id } of waiting) {
        const task = await this.ledger.take(tx, id, 'letter');
        const deed = { staffId, action: 'letter.progressed', data: { outcome: 'printed' } };
        await this.ledger.advance(tx, task, { step: 'printed' }, deed);
      }
      return { printed: waiting.map(({ id }) => id) };
    });
  }

  /** The signed receipt. @throws ProofNotFoundError */
  async proof(id: string): Promise<{ stream: Readable; size: number; fileName: string }> {
    const [row] = await this.database.query<{ proof: Proof | null }>(
      `SELECT details->'proof' AS proof FROM hand_task WHERE message_id = $1 AND kind = 'letter'`,
      [id],
    );
    if (!row?.proof) throw new ProofNotFoundError(id);
    return { ...(await this.files.open(row.proof.key)), fileName: row.proof.fileName };
  }

  private async detailsOf(
    tx: Transaction,
    progress: Progress,
    staffId: string,
  ): Promise<Record<string, unknown>> {
    switch (progress.step) {
      case 'dispatched':
        return { carrier: progress.carrier || null, trackingNumber: progress.trackingNumber || null };
      case 'received':
        return {
          receivedOn: progress.on,
          ...(progress.proof && { proof: await this.claim(tx, progress.proof, staffId) }),
        };
      case 'returned':
        return { reason: progress.reason };
      default:
        return {};
    }
  }

  private async claim(tx: Transaction, uploadId: string, staffId: string): Promise<Proof> {
    const [proof] = await tx.query<Proof>(
      `SELECT storage_key AS key, file_name AS "fileName" FROM upload WHERE id = $1 AND owner_id = $2`,
      [uploadId, staffId],
    );
    if (!proof) throw new ProofNotFoundError(uploadId);
    return proof;
  }

  private refuseFuture(day: string): void {
    if (new Date(`${day}T00:00:00+03:00`) <= this.clock.now()) return;
    throw new InvalidRequestError([{ path: 'on', message: 'This day has not come yet.' }]);
  }

  /** Noon of an earlier day; never later than now. */
  private momentOf(day: string): Date {
    const noon = new Date(`${day}T12:00:00+03:00`);
    const now = this.clock.now();
    return noon < now ? noon : now;
  }
}

const stepOf = ({ step }: HandTask): OpenStep => (step as OpenStep | null) ?? 'to_print';
