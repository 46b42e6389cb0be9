import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { isWindowOpen } from '../../channels/core/reply-window.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { Outreach } from '../conversations/conversations.outreach.js';
import { SettingsService } from '../staff/settings.service.js';
import { NoticeLadder, type Rung } from './notice-ladder.js';
import { type NoticeFacts, NoticeWords } from './notice-words.js';

/** A notice that is being worked on, locked, with what its steps need to know. */
export interface WorkedNotice extends Omit<NoticeFacts, 'organisation' | 'link'> {
  state: string;
  round: number;
  decisionId: string | null;
  language: Language;
  step: number;
  climbAt: Date | null;
  /** When it may go out: its own date and, for a decision, the round's. */
  dueAt: Date | null;
  /** The database's time. */
  now: Date;
  requestState: string;
  requestRound: number;
  ownerId: string | null;
  conversationId: string;
}

/** Makes one step of a notice's ladder: the message in its conversation, its way out and the step, together. */
@Injectable()
export class NoticeSteps {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(NoticeWords) private readonly words: NoticeWords,
    @Inject(NoticeLadder) private readonly ladder: NoticeLadder,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(Outreach) private readonly outreach: Outreach,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** @returns why nothing could be sent there; null when it is on its way */
  async take(
    tx: Transaction,
    notice: WorkedNotice,
    rung: Rung | null,
  ): Promise<{ reason: string | null; channel: ChannelType }> {
    const home = await this.home(tx, notice.conversationId);
    const account = rung?.account ?? this.accounts.get(home.accountId);
    const contactPointId = rung?.contactPointId ?? home.contactPointId;
    const running = rung
      ? await this.outreach.running(tx, contactPointId, account)
      : { id: notice.conversationId, lastInboundAt: home.lastInboundAt };
    const capabilities = this.registry.capabilitiesOf(account);
    const composed = await this.words.compose(tx, await this.facts(notice), {
      channel: account.channel,
      accountId: account.id,
      capabilities,
      language: notice.language,
      windowOpen: isWindowOpen(
        running?.lastInboundAt ?? null,
        capabilities.replyWindowHours,
        this.clock.now(),
      ),
    });
    const optedOut = await this.optedOut(tx, contactPointId);
    const reason =
      account.mode === 'off'
        ? 'account_off'
        : optedOut
          ? 'opted_out'
          : 'unsendable' in composed
            ? composed.unsendable
            : null;
    const messageId = newId();
    let conversationId = running?.id ?? null;
    if (reason === null && !('unsendable' in composed)) {
      conversationId ??= (
        await this.outreach.open(tx, {
          account,
          contactPointId,
          language: notice.language,
          subject: composed.subject,
          messageId,
          text: composed.text,
          assigneeId: home.assigneeId,
          teamId: home.teamId,
        })
      ).id;
      await this.outbound.publish(tx, [
        {
          id: messageId,
          conversationId,
          accountId: account.id,
          notice: notice.kind,
          text: composed.text,
          template: composed.template,
          ...(notice.decisionId && { decisionId: notice.decisionId }),
        },
      ]);
    }
    const sent = reason === null;
    await tx.query(
      `INSERT INTO notice_step (id, notice_id, position, contact_point_id, account_id, channel, conversation_id, message_id,
              state, reason, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $9 = 'skipped' THEN insat_now() END)`,
      [
        newId(),
        notice.id,
        notice.step + 1,
        contactPointId,
        account.id,
        account.channel,
        conversationId,
        sent ? messageId : null,
        sent ? 'sending' : 'skipped',
        reason,
      ],
    );
    notice.step += 1;
    const patienceMs = await this.ladder.patience(account.channel);
    await tx.query(
      `UPDATE request_notice SET state = 'sending', step = $2, climb_at = insat_now() + make_interval(secs => $3),
              undelivered_since = NULL, undelivered_reason = NULL WHERE id = $1`,
      [notice.id, notice.step, patienceMs / 1000],
    );
    await this.audit.record(tx, [
      {
        actor: HUB,
        action: sent ? 'request_notice.published' : 'request_notice.skipped',
        subjectKind: 'request',
        subjectId: notice.requestId,
        data: {
          noticeId: notice.id,
          kind: notice.kind,
          step: notice.step,
          channel: account.channel,
          ...(reason && { reason }),
        },
      },
    ]);
    return { reason, channel: account.channel };
  }

  private async facts(notice: WorkedNotice): Promise<NoticeFacts> {
    const { organisationName } = await this.settings.get();
    return { ...notice, organisation: organisationName, link: `${this.config.publicUrl}/track` };
  }

  private async home(tx: Transaction, conversationId: string) {
    const [row] = await tx.query<{
      accountId: string;
      contactPointId: string;
      lastInboundAt: Date | null;
      assigneeId: string | null;
      teamId: string | null;
    }>(
      `SELECT account_id AS "accountId", contact_point_id AS "contactPointId", last_inbound_at AS "lastInboundAt",
              assignee_id AS "assigneeId", team_id AS "teamId" FROM conversation WHERE id = $1`,
      [conversationId],
    );
    return row!;
  }

  private async optedOut(tx: Transaction, contactPointId: string): Promise<boolean> {
    const [row] = await tx.query('SELECT 1 FROM contact_point WHERE id = $1 AND opted_out_at IS NOT NULL', [
      contactPointId,
    ]);
    return row !== undefined;
  }
}
