import { Inject, Injectable } from '@nestjs/common';
import type { ChannelType } from '../../channels/core/channel-adapter.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type Actor, AuditLog, HUB } from '../audit/audit-log.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { BY_HUB, RequestTransitions } from '../requests/request.transitions.js';
import { RequestUpdates } from '../requests/requests.updates.js';
import { NoticeLadder, POLICY, type Rung } from './notice-ladder.js';
import { NeedlessTasks } from './notice-needless.js';
import { NoticeSteps, type WorkedNotice } from './notice-steps.js';

export const PROOFS = ['delivered', 'read', 'signed', 'told', 'received', 'shown'] as const;
export type Proof = (typeof PROOFS)[number];

interface StepRow {
  id: string;
  position: number;
  channel: ChannelType;
  state: string;
  outbound: string | null;
  task: string | null;
  outcome: string | null;
}

/** Notices that one look finds; the rest come with the next. */
const MOST_DUE = 500;

/**
 * The life of a notice about a request: due, on its way, climbing from channel to channel, proven or undelivered. Everything
 * is read from rows under a lock, so that it may be run at any time, by anybody, any number of times.
 */
@Injectable()
export class NoticesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(NoticeSteps) private readonly steps: NoticeSteps,
    @Inject(NoticeLadder) private readonly ladder: NoticeLadder,
    @Inject(NeedlessTasks) private readonly needless: NeedlessTasks,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Notices that something is to be done about. Part of the sweep. */
  async nudgeDue(): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      `(SELECT id FROM request_notice WHERE state = 'due' AND (not_before IS NULL OR not_before <= insat_now()) LIMIT ${MOST_DUE})
       UNION
       (SELECT id FROM request_notice WHERE state = 'sending' AND climb_at <= insat_now() LIMIT ${MOST_DUE})
       UNION
       (SELECT n.id FROM request_notice n JOIN notice_step s ON s.notice_id = n.id JOIN outbound o ON o.message_id = s.message_id
         WHERE n.state IN ('sending', 'undelivered')
           AND (o.state IN ('delivered', 'read') OR (s.state = 'sending' AND o.state IN ('failed', 'sandboxed')))
         LIMIT ${MOST_DUE})`,
    );
    for (const { id } of rows) this.nudges.nudgeAnew('notice', { noticeId: id });
  }

  /** Takes a notice as far as it can go now. */
  async advance(noticeId: string): Promise<void> {
    const waitMs = await this.database.transaction(async (tx) => {
      const notice = await this.lock(tx, noticeId);
      if (!notice) return 0;
      if (notice.state === 'due') {
        const early = earlyBy(notice, this.clock.now());
        if (early > 0) return early;
        await this.begin(tx, notice, null);
      } else if (notice.state === 'sending' || notice.state === 'undelivered') {
        await this.look(tx, notice);
      }
      return 0;
    });
    if (waitMs > 0) this.nudges.nudge('notice', { noticeId }, waitMs);
  }

  /** Locks the request, then its notice: in the order in which everybody does. */
  async lock(tx: Transaction, noticeId: string): Promise<WorkedNotice | null> {
    const [of] = await tx.query<{ requestId: string }>(
      'SELECT request_id AS "requestId" FROM request_notice WHERE id = $1',
      [noticeId],
    );
    if (!of) return null;
    await this.transitions.lock(tx, of.requestId);
    const [row] = await tx.query<WorkedNotice>(
      `SELECT n.id, n.kind, n.state, n.round, n.decision_id AS "decisionId", n.variables, n.text, n.step,
              n.climb_at AS "climbAt", greatest(n.not_before, CASE WHEN n.kind = 'decision' THEN d.not_before END) AS "dueAt",
              insat_now() AS now, r.id AS "requestId", r.reference, r.language, r.applicant_name AS "applicantName",
              r.state AS "requestState", r.round AS "requestRound", r.owner_id AS "ownerId",
              r.conversation_id AS "conversationId", d.not_before AS "notBefore", d.answer_by AS "answerBy",
              jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS "requestType"
         FROM request_notice n JOIN support_request r ON r.id = n.request_id JOIN request_type t ON t.id = r.type_id
         LEFT JOIN request_round d ON d.request_id = n.request_id AND d.round = n.round
        WHERE n.id = $1 FOR NO KEY UPDATE OF n`,
      [noticeId],
    );
    return row ?? null;
  }

  /** Goes by one channel, and by the next at once where nothing can be sent by it. */
  async begin(tx: Transaction, notice: WorkedNotice, rung: Rung | null): Promise<void> {
    const taken = await this.steps.take(tx, notice, rung);
    this.updates.changed(tx, notice.requestId);
    if (taken.reason !== null) await this.climb(tx, notice, taken.channel, taken.reason);
  }

  /** There is proof: for a decision, the request goes on. */
  async prove(
    tx: Transaction,
    notice: WorkedNotice,
    proof: Proof,
    channel: ChannelType | null,
    actor: Actor = HUB,
  ): Promise<void> {
    await tx.query(
      `UPDATE request_notice SET state = 'proven', proof = $2, proven_at = insat_now(), climb_at = NULL WHERE id = $1`,
      [notice.id, proof],
    );
    await this.record(tx, notice, 'proven', { proof, ...(channel && { channel }) }, actor);
    await this.needless.close(tx, notice.id);
    if (channel && notice.step > 1) {
      await this.remark(tx, notice, 'proven', { channel: translate('ar', `notice.channel.${channel}`) });
    }
    if (
      notice.kind === 'decision' &&
      notice.requestState === 'notice_due' &&
      notice.round === notice.requestRound
    ) {
      await this.transitions.move(tx, notice.requestId, 'notify', BY_HUB);
    }
    this.updates.changed(tx, notice.requestId);
  }

  async record(
    tx: Transaction,
    notice: WorkedNotice,
    what: string,
    data: object,
    actor: Actor = HUB,
  ): Promise<void> {
    await this.audit.record(tx, [
      {
        actor,
        action: `request_notice.${what}`,
        subjectKind: 'request',
        subjectId: notice.requestId,
        data: { noticeId: notice.id, kind: notice.kind, ...data },
      },
    ]);
  }

  private async look(tx: Transaction, notice: WorkedNotice): Promise<void> {
    const steps = await tx.query<StepRow>(
      `SELECT s.id, s.position, s.channel, s.state, o.state AS outbound, t.kind AS task, t.outcome
         FROM notice_step s LEFT JOIN outbound o ON o.message_id = s.message_id
         LEFT JOIN hand_task t ON t.message_id = s.message_id
        WHERE s.notice_id = $1 ORDER BY s.position`,
      [notice.id],
    );
    // A late proof of an earlier step counts as well.
    const arrived = steps.find(({ outbound }) => outbound === 'delivered' || outbound === 'read');
    if (arrived) {
      await this.endStep(tx, arrived, 'proven', null);
      return this.prove(tx, notice, proofOf(arrived), arrived.channel);
    }
    const current = steps.at(-1);
    if (notice.state !== 'sending' || current?.state !== 'sending') return;
    if (current.outbound === 'sandboxed') {
      await this.endStep(tx, current, 'unproven', 'sandbox');
      return this.giveUp(tx, notice, 'sandbox');
    }
    const overdue = notice.climbAt !== null && notice.climbAt <= notice.now;
    if (current.outbound === 'failed') {
      await this.endStep(tx, current, 'failed', 'failed');
      return this.climb(tx, notice, current.channel, 'failed');
    }
    if (!overdue) return;
    if (!POLICY[notice.kind].proof && current.outbound === 'sent' && current.task === null) {
      // Nobody asks for a proof of these; that it did not fail is enough.
      await tx.query(`UPDATE request_notice SET state = 'settled', climb_at = NULL WHERE id = $1`, [
        notice.id,
      ]);
      return;
    }
    const reason = current.outbound === 'sent' ? 'no_proof' : 'not_sent';
    await this.endStep(tx, current, 'unproven', reason);
    await this.climb(tx, notice, current.channel, reason);
  }

  private async climb(
    tx: Transaction,
    notice: WorkedNotice,
    from: ChannelType,
    reason: string,
  ): Promise<void> {
    const rung = await this.ladder.next(tx, notice);
    if (!rung) return this.giveUp(tx, notice, reason);
    await this.remark(tx, notice, 'climbed', {
      from: translate('ar', `notice.channel.${from}`),
      reason: reasonWords(reason),
      to: translate('ar', `notice.channel.${rung.account.channel}`),
    });
    await this.record(tx, notice, 'climbed', { from, reason, to: rung.account.channel });
    await this.begin(tx, notice, rung);
  }

  /** On the list of those that somebody has to look after. */
  private async giveUp(tx: Transaction, notice: WorkedNotice, reason: string): Promise<void> {
    await tx.query(
      `UPDATE request_notice SET state = 'undelivered', undelivered_since = insat_now(), undelivered_reason = $2,
              climb_at = NULL, owner_id = coalesce(owner_id, $3) WHERE id = $1`,
      [notice.id, reason, notice.ownerId],
    );
    await this.remark(tx, notice, 'undelivered', { reason: reasonWords(reason) });
    await this.record(tx, notice, 'undelivered', { reason });
    this.updates.changed(tx, notice.requestId);
  }

  private async endStep(tx: Transaction, step: StepRow, state: string, reason: string | null): Promise<void> {
    await tx.query('UPDATE notice_step SET state = $2, reason = $3, ended_at = insat_now() WHERE id = $1', [
      step.id,
      state,
      reason,
    ]);
  }

  /** In the thread of the request, whatever channel the step took. */
  async remark(tx: Transaction, notice: WorkedNotice, what: string, params: object): Promise<void> {
    await this.outbound.remark(tx, [
      {
        conversationId: notice.conversationId,
        notice: 'ladder',
        text: translate('ar', `notice.ladder.${what}`, {
          kind: translate('ar', `notice.kind.${notice.kind}`),
          reference: `\u200e${notice.reference}\u200e`,
          ...params,
        }),
      },
    ]);
  }
}

/** How many ms are left by the slower of the two clocks. */
function earlyBy({ dueAt, now }: WorkedNotice, here: Date): number {
  return dueAt === null ? 0 : dueAt.getTime() - Math.min(now.getTime(), here.getTime());
}

/** What a colleague wrote down says how it arrived; networks say only that it did. */
function proofOf({ task, outcome, outbound }: StepRow): Proof {
  if (task === null) return outbound === 'read' ? 'read' : 'delivered';
  if (task === 'letter') return 'received';
  return task === 'visit' && outcome === 'handed_over' ? 'signed' : 'told';
}

function reasonWords(reason: string): string {
  const known = [
    'failed',
    'opted_out',
    'no_template',
    'too_long',
    'account_off',
    'no_proof',
    'not_sent',
    'sandbox',
  ];
  return translate('ar', `notice.reason.${known.includes(reason) ? reason : 'unsendable'}`);
}
