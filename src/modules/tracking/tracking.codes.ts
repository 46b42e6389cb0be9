import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType } from '../../channels/core/channel-adapter.js';
import { Database } from '../../platform/database/database.js';
import { OneTimeCodes } from '../requests/one-time-codes.js';
import { LoginThrottle } from '../staff/login-throttle.js';
import { TrackCodeWrongError } from './tracking.errors.js';
import { TrackLimits } from './tracking.limits.js';
import type { CodeEntry, CodeWish } from './tracking.schemas.js';
import { TrackSessions } from './tracking.sessions.js';

/** Where a code is sent when there is a choice: a text message comes also to whoever has no internet now. */
const BEST_FIRST: ChannelType[] = ['sms', 'whatsapp', 'email'];
/** Looked up at one time: a flood of questions leaves the database to everybody else. */
const AT_ONCE = 2;
/** Is asked about where there is no request, so that the same is done. */
const NO_REQUEST = '00000000-0000-0000-0000-000000000000';

interface Reachable {
  requestId: string;
  contactPointId: string;
  conversationId: string;
  channel: ChannelType;
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
    const to = best.find(({ channel }) => this.accounts.usable(channel)?.mode === 'live') ?? best[0];
    if (!to) return;
    await this.database.transaction((tx) => this.codes.issue(tx, { purpose: 'track', ...to }));
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
