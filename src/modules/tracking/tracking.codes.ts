import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { translate } from '../../platform/i18n/translate.js';
import { Outreach } from '../conversations/conversations.outreach.js';
import { OneTimeCodes } from '../requests/one-time-codes.js';
import { LoginThrottle } from '../staff/login-throttle.js';
import { TrackCodeWrongError } from './tracking.errors.js';
import { TrackLimits } from './tracking.limits.js';
import type { CodeEntry, CodeWish } from './tracking.schemas.js';
import { TrackSessions } from './tracking.sessions.js';

/** Where a code is sent when there is a choice: a text message comes also to whoever has no internet now. */
const BEST_FIRST: ChannelType[] = ['sms', 'whatsapp', 'email'];
/** Numbers that text messages reach: all but those of Saudi houses and offices. */
const MOBILE = /^\+(?!9661)\d{8,15}$/;
/** Looked up at one time: a flood of questions leaves the database to everybody else. */
const AT_ONCE = 2;
/** Is asked about where there is no request, so that the same is done. */
const NO_REQUEST = '00000000-0000-0000-0000-000000000000';

interface Reachable {
  requestId: string;
  contactPointId: string;
  conversationId: string;
  channel: ChannelType;
  /** Of the message that begins the conversation. */
  messageId?: string;
}

interface LeftNumber {
  requestId: string;
  language: Language;
  name: string;
  beneficiaryId: string | null;
  assigneeId: string | null;
  teamId: string | null;
}

/** How somebody comes in who knows a request's number and has its person's phone or mailbox in the hand. */
@Injectable()
export class TrackCodes implements OnApplicationShutdown {
  private readonly logger = new Logger(TrackCodes.name);
  private readonly atOnce = pLimit(AT_ONCE);
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(Outreach) private readonly outreach: Outreach,
    @Inject(LoginThrottle) private readonly throttle: LoginThrottle,
    @Inject(TrackLimits) private readonly limits: TrackLimits,
    @Inject(TrackSessions) private readonly sessions: TrackSessions,
  ) {}

  /**
   * Resolves before anything is looked up: the answer, and how long it takes, cannot depend on what is found. A code
   * that is lost with the process is asked for again.
   * @throws TrackThrottledError
   */
  async ask(wish: CodeWish): Promise<void> {
    await this.limits.code(wish);
    const issued = this.atOnce(() => this.issue(wish)).catch((error: Error & { code?: string }) =>
      // Not its message, which may quote what somebody typed.
      this.logger.error({ error: error.name, code: error.code }, 'code not issued'),
    );
    this.underWay.add(issued);
    void issued.then(() => this.underWay.delete(issued));
  }

  /**
   * @param network from `networkOf`
   * @returns the session's token
   * @throws SignInThrottledError, TrackCodeWrongError
   */
  async enter({ reference, code }: CodeEntry, network: string): Promise<string> {
    const counters = [`track:${reference}`, `track:${network}`] as const;
    await this.throttle.attempt(...counters);
    const [request] = await this.database.query<{ id: string }>(
      'SELECT id FROM support_request WHERE reference = $1',
      [reference],
    );
    const requestId = request?.id ?? NO_REQUEST;
    const proved = await this.codes.check({ purpose: 'track', requestId, code });
    if (!proved) throw new TrackCodeWrongError();
    await this.throttle.succeeded(...counters);
    return this.sessions.begin(requestId, proved.contactPointId);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async issue({ reference, contact }: CodeWish): Promise<void> {
    if (contact === '') return;
    const found = await this.reachable(reference, contact);
    const best = BEST_FIRST.flatMap((channel) => found.filter((each) => each.channel === channel));
    await this.database.transaction(async (tx) => {
      const to =
        (await this.sendable(tx, best)) ?? (await this.leftNumber(tx, reference, contact)) ?? best[0];
      if (to) await this.codes.issue(tx, { purpose: 'track', ...to });
    });
  }

  /** The best place that takes a code now, or that has been sent enough of them. */
  private async sendable(tx: Transaction, best: Reachable[]): Promise<Reachable | null> {
    for (const place of best) {
      if (this.accounts.usable(place.channel)?.mode !== 'live') continue;
      const refusal = await this.codes.refusal(tx, { purpose: 'track', ...place });
      if (refusal === null || refusal === 'too_often') return place;
    }
    return null;
  }

  /**
   * Whoever came by telephone, on paper or in person, or wrote on WhatsApp too long ago, gets the code as a text message on
   * the mobile number that they left. The conversation is begun for it; when it takes no code it is not kept.
   */
  private async leftNumber(tx: Transaction, reference: string, contact: string): Promise<Reachable | null> {
    const account = this.accounts.usable('sms');
    if (account?.mode !== 'live' || !MOBILE.test(contact)) return null;
    const [left] = await tx.query<LeftNumber>(
      `SELECT r.id AS "requestId", r.language, r.applicant_name AS name, c.assignee_id AS "assigneeId",
              c.team_id AS "teamId", coalesce(r.beneficiary_id, own.beneficiary_id) AS "beneficiaryId"
         FROM support_request r
         JOIN conversation c ON c.id = r.conversation_id
         JOIN contact_point own ON own.id = c.contact_point_id
         LEFT JOIN contact_point known ON known.channel = 'sms' AND known.address = $2
        WHERE r.reference = $1
          AND ($2 IN (r.phone, own.phone) OR EXISTS (
            SELECT FROM contact_point p
             WHERE (p.id = own.id OR p.beneficiary_id = coalesce(r.beneficiary_id, own.beneficiary_id))
               AND ($2 = p.phone OR ($2 = p.address AND p.channel IN ('phone', 'whatsapp', 'sms')))))
          AND (known.beneficiary_id IS NULL
               OR known.beneficiary_id IS NOT DISTINCT FROM coalesce(r.beneficiary_id, own.beneficiary_id))`,
      [reference, contact],
    );
    if (!left) return null;
    const { requestId, language, name, beneficiaryId, assigneeId, teamId } = left;
    const contactPointId = await this.outreach.contactPoint(tx, {
      channel: 'sms',
      address: contact,
      displayName: name || null,
      language,
      beneficiaryId,
    });
    const messageId = newId();
    const running = await this.outreach.running(tx, contactPointId, account);
    const { id: conversationId } =
      running ??
      (await this.outreach.open(tx, {
        account,
        contactPointId,
        language,
        subject: null,
        messageId,
        text: translate(language, 'code.track.sent', { reference: `\u200e${reference}\u200e` }),
        assigneeId,
        teamId,
      }));
    const place = { requestId, contactPointId, conversationId, channel: 'sms', messageId } as const;
    const refusal = await this.codes.refusal(tx, { purpose: 'track', ...place });
    if (refusal !== null) throw new Error(`No code is taken there: ${refusal}`);
    return place;
  }

  /** Contact points of the request's person with this very address, each with its latest conversation. */
  private reachable(reference: string, contact: string): Promise<Reachable[]> {
    return this.database.query<Reachable>(
      `SELECT r.id AS "requestId", p.id AS "contactPointId", last.id AS "conversationId", p.channel
         FROM support_request r
         JOIN conversation c ON c.id = r.conversation_id
         JOIN contact_point own ON own.id = c.contact_point_id
         JOIN contact_point p ON p.id = own.id
              OR p.beneficiary_id = coalesce(r.beneficiary_id, own.beneficiary_id)
        CROSS JOIN LATERAL (
          SELECT id FROM conversation WHERE contact_point_id = p.id
           ORDER BY id = r.conversation_id DESC, id DESC LIMIT 1) last
        WHERE r.reference = $1 AND p.address = $2`,
      [reference, contact],
    );
  }
}
