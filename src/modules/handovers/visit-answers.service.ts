import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Facts } from '../../channels/core/channel-adapter.js';
import { Colleagues } from '../../channels/core/colleagues.js';
import type { UploadedFile } from '../../channels/core/uploaded-files.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import type { Language } from '../../platform/i18n/translate.js';
import { LiveUpdates } from '../conversations/conversations.live.js';
import { type HandTask, HandTaskLedger } from './hand-task.ledger.js';
import { HandTaskNotOpenError } from './handovers.errors.js';
import { fingerprintOf, type HandedOver, HandOverProofs, statementOf } from './visit-answers.proof.js';
import type { Proof, VisitAnswerQuery, VisitOutcome } from './visit-answers.schemas.js';

/** Somebody who does not come is expected so often, so far apart. */
const MOST_VISITS = 3;
const EXPECT_AGAIN_MS = 2 * 24 * 3_600_000;

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

interface Row {
  id: string;
  conversation_id: string;
  reference: string;
  language: Language;
  address: string;
  phone: string | null;
  display_name: string | null;
  text: string;
  attempts: number;
  due_at: Date;
  may_contact: boolean | null;
  files: { id: string; fileName: string }[] | null;
  cursor_at: string;
}

/** How an outcome is written down: in the task, and under the answer in the thread. */
interface Ending {
  at: Date;
  facts: Facts;
  details: Record<string, unknown>;
  file: UploadedFile | null;
}

/** Answers to visitors: told face to face, or handed over against a signature. */
@Injectable()
export class VisitAnswers {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HandTaskLedger) private readonly ledger: HandTaskLedger,
    @Inject(HandOverProofs) private readonly proofs: HandOverProofs,
    @Inject(Colleagues) private readonly colleagues: Colleagues,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** People who have an answer to hear or to take, longest due first. */
  async list(query: VisitAnswerQuery) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<Row>(
      `SELECT t.message_id AS id, c.id AS conversation_id, c.reference, c.language, p.address, p.phone, p.display_name,
              m.text, t.attempts, t.due_at, said.may_contact,
              (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'fileName', f.file_name) ORDER BY f.position)
                 FROM attachment f WHERE m.has_attachments AND f.message_id = m.id) AS files,
              to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id
         LEFT JOIN LATERAL (
           SELECT (v.facts->>'visit.mayContact')::boolean AS may_contact FROM message v
            WHERE v.conversation_id = c.id AND v.direction = 'inbound' AND v.facts->>'visit.mayContact' IS NOT NULL
            ORDER BY v.id DESC LIMIT 1) said ON true
        WHERE t.kind = 'visit' AND t.state = 'open' AND ($1::timestamptz IS NULL OR t.due_at <= $1)
          AND ($2::timestamptz IS NULL OR (t.due_at, t.message_id) > ($2, $3::uuid))
        ORDER BY t.due_at, t.message_id LIMIT $4`,
      [query.due ? this.clock.now() : null, at, id, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor_at, row.id],
      (row) => ({
        id: row.id,
        conversationId: row.conversation_id,
        reference: row.reference,
        name: row.display_name,
        phone: row.phone ?? (row.address.startsWith('+') ? row.address : null),
        mayContact: row.may_contact,
        text: row.text,
        attachments: row.files ?? [],
        statement: statementOf(row),
        attempts: row.attempts,
        dueAt: row.due_at.toISOString(),
      }),
    );
  }

  /**
   * Writes down what became of an answer: it is the message's delivery status, with its proof.
   * @throws HandTaskNotOpenError, SignatureUnreadableError, UploadedFileNotFoundError, ColleagueNotFoundError
   */
  async record(id: string, told: VisitOutcome, staffId: string): Promise<{ open: boolean }> {
    if (told.outcome === 'did_not_come') return this.expectAgain(id, staffId);
    const handed = await this.handedOver(id);
    const ending =
      told.outcome === 'spoken' ? await this.spoken(told, staffId) : await this.signed(told, handed, staffId);
    const { outcome } = told;
    const deed = { staffId, action: 'message.told_in_person', data: { outcome } };
    return this.database.transaction(async (tx) => {
      const task = await this.ledger.take(tx, id, 'visit');
      const end = { outcome, delivered: true, occurredAt: ending.at, details: ending.details };
      await this.ledger.close(tx, task, end, deed);
      await this.show(tx, task, ending);
      return { open: false };
    });
  }

  private expectAgain(id: string, staffId: string): Promise<{ open: boolean }> {
    const outcome = 'did_not_come';
    const deed = { staffId, action: 'message.told_in_person', data: { outcome } };
    return this.database.transaction(async (tx) => {
      const task = await this.ledger.take(tx, id, 'visit');
      const attempts = task.attempts + 1;
      const open = attempts < MOST_VISITS;
      if (open) {
        const dueAt = new Date(this.clock.now().getTime() + EXPECT_AGAIN_MS);
        await this.ledger.advance(tx, task, { attempts, dueAt, outcome }, deed);
      } else {
        await this.ledger.close(tx, task, { outcome, attempts, delivered: false }, deed);
      }
      return { open };
    });
  }

  /** What the task carries. Messages do not change, so it may be read before the task is taken. */
  private async handedOver(id: string): Promise<HandedOver> {
    const [row] = await this.database.query<
      Omit<HandedOver, 'attachments'> & { files: [string, string][] | null }
    >(
      `SELECT m.id AS "messageId", c.reference, c.language, m.text,
              (SELECT jsonb_agg(jsonb_build_array(f.file_name, f.storage_key) ORDER BY f.position)
                 FROM attachment f WHERE f.message_id = m.id) AS files
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
        WHERE t.message_id = $1 AND t.kind = 'visit' AND t.state = 'open'`,
      [id],
    );
    if (!row) throw new HandTaskNotOpenError(id);
    const { files, ...rest } = row;
    return { ...rest, attachments: (files ?? []).map(([fileName, key]) => ({ fileName, key })) };
  }

  private async spoken(told: Extract<VisitOutcome, { outcome: 'spoken' }>, staffId: string): Promise<Ending> {
    const by = told.by ?? staffId;
    const at = this.momentOf(told.at);
    const facts = {
      'answer.given': 'spoken',
      'answer.saidBy': await this.colleagues.nameOf(by),
      'answer.at': at.toISOString(),
    };
    return { at, facts, details: { saidBy: by }, file: null };
  }

  private async signed(
    told: Extract<VisitOutcome, { outcome: 'handed_over' }>,
    handed: HandedOver,
    staffId: string,
  ): Promise<Ending> {
    const { proof } = told;
    const at = this.momentOf(told.at);
    const fingerprint = fingerprintOf(handed);
    const [handedBy, file] = await Promise.all([
      this.colleagues.nameOf(staffId),
      this.proofs.keep(proof, staffId, handed.language),
    ]);
    const facts = {
      'answer.given': 'handed_over',
      'answer.proof': proof.kind,
      ...(proof.kind === 'witness'
        ? { 'answer.receivedBy': proof.receivedBy, 'answer.witness': proof.witness }
        : { 'answer.signedBy': proof.signedBy }),
      'answer.handedBy': handedBy,
      'answer.at': at.toISOString(),
      'answer.fingerprint': fingerprint.slice(0, 16),
    };
    return { at, facts, file, details: detailsOf(proof, fingerprint, statementOf(handed), file) };
  }

  /** The clock of a page that runs ahead must not put it into the future. */
  private momentOf(at: string | undefined): Date {
    const now = this.clock.now();
    return at === undefined || Date.parse(at) > now.getTime() ? now : new Date(at);
  }

  private async show(tx: Transaction, task: HandTask, { facts, file }: Ending): Promise<void> {
    await tx.query('UPDATE message SET facts = $2 WHERE id = $1', [task.id, JSON.stringify(facts)]);
    if (file) await this.proofs.attach(tx, task.id, file);
    const { conversationId } = task;
    tx.onCommit(() => this.live.messagesAdded([{ conversationId, messageId: task.id }]));
  }
}

/** Kept with the task for good: whose hand, on what, and where the picture of it lies. */
function detailsOf(
  proof: Proof,
  sha256: string,
  statement: string,
  file: UploadedFile | null,
): Record<string, unknown> {
  const who =
    proof.kind === 'witness'
      ? { receivedBy: proof.receivedBy, witness: proof.witness }
      : { signedBy: proof.signedBy };
  return { proof: proof.kind, ...who, statement, sha256, ...(file && { proofKey: file.key }) };
}
