import { createHmac, randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { isWindowOpen } from '../../channels/core/reply-window.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { fold } from '../../platform/i18n/fold.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { MessageSecrets } from '../delivery/message-secrets.js';
import { SettingsService } from '../staff/settings.service.js';

export type CodePurpose = 'attest' | 'track';

export const CODE_MINUTES = 10;
const MOST_TRIES = 5;
/** Codes for one request and purpose. Each costs money, and each is five more guesses. */
const MOST_CODES = { inQuarterHour: 3, inDay: 12 };

export interface NewCode {
  purpose: CodePurpose;
  requestId: string;
  contactPointId: string;
  /** One of the contact point's: the message goes out in it. */
  conversationId: string;
  /** Of the message that it becomes, where a conversation was begun with it. */
  messageId?: string;
  /** What exactly it agrees to, if anything (a hash). The code is wrong for anything else. */
  about?: string;
}

/** Why no code can be sent there now. */
export type CodeRefusal =
  /** A person of ours would carry it: whoever reads it could act in the person's name. */
  | 'channel_unsuitable'
  | 'channel_off'
  | 'opted_out'
  /** The network takes approved templates only, until the person writes again. */
  | 'window_closed'
  | 'too_often';

interface Place {
  accountId: string;
  optedOut: boolean;
  lastInboundAt: Date | null;
  language: Language;
  reference: string;
  recent: number;
  today: number;
}

/**
 * Codes by which people prove that a contact point is in their hand. Kept hashed. They leave sealed
 * (`MessageSecrets`): the thread says that a code was sent, and nobody here can read it.
 */
@Injectable()
export class OneTimeCodes {
  private readonly key: Buffer;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(MessageSecrets) private readonly secrets: MessageSecrets,
    @Inject(SettingsService) private readonly settings: SettingsService,
  ) {
    this.key = config.derivedKey('one-time-codes');
  }

  /**
   * Sends six digits that are good for ten minutes and five tries, and replace the code before; at most three in a
   * quarter of an hour and twelve in a day. Where that is not possible nothing happens, and nothing is said: a public
   * page must answer the same. Ask `refusal` first where the answer is for staff.
   */
  async issue(tx: Transaction, code: NewCode): Promise<void> {
    const place = await this.place(tx, code, true);
    if (this.refusalOf(place) !== null) return;
    const digits = String(randomInt(1_000_000)).padStart(6, '0');
    const id = code.messageId ?? newId();
    const { organisationName } = await this.settings.get();
    const { language, reference, accountId } = place;
    const words = { organisation: organisationName[language], reference: `\u200e${reference}\u200e` };
    await tx.query(
      `INSERT INTO one_time_code (id, purpose, request_id, contact_point_id, code_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, insat_now() + make_interval(mins => ${CODE_MINUTES}))`,
      [newId(), code.purpose, code.requestId, code.contactPointId, this.hash(code, digits)],
    );
    await this.outbound.publish(tx, [
      {
        id,
        conversationId: code.conversationId,
        accountId,
        notice: 'one_time_code',
        text: translate(language, `code.${code.purpose}.sent`, words),
      },
    ]);
    const text = translate(language, `code.${code.purpose}.text`, { ...words, code: digits });
    await this.secrets.keep(tx, id, text, CODE_MINUTES);
  }

  /** Why `issue` would send nothing; null when it would send. */
  async refusal(sql: Sql, code: Omit<NewCode, 'about'>): Promise<CodeRefusal | null> {
    return this.refusalOf(await this.place(sql, code, false));
  }

  /**
   * Counts a try, and uses the code up when it is right. Not part of a transaction, and to be called before one
   * begins: a try that is rolled back with what it was for would not be counted.
   * @returns null when it is wrong, used, too old, replaced, or has been tried too often
   */
  async check(attempt: {
    purpose: CodePurpose;
    requestId: string;
    code: string;
    about?: string;
  }): Promise<{ contactPointId: string } | null> {
    const digits = fold(attempt.code).replace(/[\s-]/g, '');
    const [tried] = await this.database.query<{ contactPointId: string; right: boolean }>(
      `WITH latest AS (
         SELECT id FROM one_time_code WHERE request_id = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1)
       UPDATE one_time_code c
          SET attempts = c.attempts + 1, used_at = CASE WHEN c.code_hash = $3 THEN insat_now() END
         FROM latest
        WHERE c.id = latest.id AND c.used_at IS NULL AND c.attempts < ${MOST_TRIES} AND c.expires_at > insat_now()
        RETURNING c.contact_point_id AS "contactPointId", c.used_at IS NOT NULL AS right`,
      [attempt.requestId, attempt.purpose, this.hash(attempt, digits)],
    );
    return tried?.right ? { contactPointId: tried.contactPointId } : null;
  }

  /** With the request locked, two who ask at once are counted one after the other. */
  private async place(sql: Sql, code: Omit<NewCode, 'about'>, lock: boolean): Promise<Place> {
    const [place] = await sql.query<Omit<Place, 'recent' | 'today'>>(
      `SELECT c.account_id AS "accountId", p.opted_out_at IS NOT NULL AS "optedOut",
              c.last_inbound_at AS "lastInboundAt", r.language, r.reference
         FROM support_request r, conversation c JOIN contact_point p ON p.id = c.contact_point_id
        WHERE r.id = $1 AND c.id = $2 AND p.id = $3 ${lock ? 'FOR NO KEY UPDATE OF r' : ''}`,
      [code.requestId, code.conversationId, code.contactPointId],
    );
    if (!place) throw new Error(`Conversation ${code.conversationId} is not with ${code.contactPointId}`);
    const [counted] = await sql.query<{ recent: number; today: number }>(
      `SELECT count(*) FILTER (WHERE created_at > insat_now() - interval '15 minutes')::int AS recent,
              count(*)::int AS today
         FROM one_time_code
        WHERE request_id = $1 AND purpose = $2 AND created_at > insat_now() - interval '1 day'`,
      [code.requestId, code.purpose],
    );
    return { ...place, ...counted! };
  }

  private refusalOf(place: Place): CodeRefusal | null {
    const account = this.accounts.get(place.accountId);
    const can = this.registry.capabilitiesOf(account);
    if (can.carriedByPerson) return 'channel_unsuitable';
    if (account.mode === 'off') return 'channel_off';
    if (place.optedOut) return 'opted_out';
    if (!isWindowOpen(place.lastInboundAt, can.replyWindowHours, this.clock.now())) return 'window_closed';
    if (place.recent >= MOST_CODES.inQuarterHour || place.today >= MOST_CODES.inDay) return 'too_often';
    return null;
  }

  private hash(of: { purpose: CodePurpose; requestId: string; about?: string }, digits: string): Buffer {
    const what = JSON.stringify([of.purpose, of.requestId, of.about ?? '', digits]);
    return createHmac('sha256', this.key).update(what).digest();
  }
}
