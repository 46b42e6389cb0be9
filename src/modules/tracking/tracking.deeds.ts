import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import type { Actor } from '../audit/audit-log.js';
import { PageMessages } from '../conversations/conversations.pages.js';
import { type MovedBy, RequestTransitions } from '../requests/request.transitions.js';
import { RequestSteps } from '../requests/requests.steps.js';
import { AppealImpossibleError, RatingTooEarlyError, WithdrawalImpossibleError } from './tracking.errors.js';
import { TrackedProof } from './tracking.proof.js';
import { inStudy, mayAppeal, TrackedRequests } from './tracking.requests.js';
import type { NewMessage, NewRating, NewWithdrawal } from './tracking.schemas.js';
import type { Tracked } from './tracking.sessions.js';
import { RATES, WITHDRAWS_AT_ONCE } from './tracking.view.js';

/** What people do about their requests on their own page. */
@Injectable()
export class TrackedDeeds {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(TrackedRequests) private readonly requests: TrackedRequests,
    @Inject(TrackedProof) private readonly proof: TrackedProof,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestSteps) private readonly steps: RequestSteps,
    @Inject(PageMessages) private readonly messages: PageMessages,
  ) {}

  /** Into the request's conversation, as an inbound message; the same id again changes nothing. */
  async write(tracked: Tracked, message: NewMessage): Promise<void> {
    await this.database.transaction((tx) => this.say(tx, tracked, message));
  }

  /** The decision stood on the screen: that is a proof that it arrived. Nothing happens where there is none to read. */
  async read(tracked: Tracked): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.transitions.lock(tx, tracked.requestId);
      await this.proof.shown(tx, tracked, await this.requests.state(tx, tracked.requestId));
    });
  }

  /**
   * Begins the next round, with the person's words as its reason.
   * @throws AppealImpossibleError
   */
  async appeal(tracked: Tracked, appeal: NewMessage): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.transitions.lock(tx, tracked.requestId);
      const state = await this.requests.state(tx, tracked.requestId);
      if (!mayAppeal(state)) {
        if (await this.saidBefore(tx, tracked, appeal.id)) return;
        throw new AppealImpossibleError();
      }
      // Nobody objects to what they have not read.
      await this.proof.shown(tx, tracked, state);
      await this.steps.take(tx, tracked.requestId, 'appeal', byPerson(tracked), appeal.text);
      await this.say(tx, tracked, appeal, { 'track.appeal': true });
    });
  }

  /**
   * Ends the request at once while its papers are gathered. During the study the wish goes to the officer: nobody can
   * then tell from the answer whether it has been decided.
   * @throws WithdrawalImpossibleError
   */
  async withdraw(tracked: Tracked, { id, reason }: NewWithdrawal): Promise<{ withdrawn: boolean }> {
    const words = reason || translate(tracked.language, 'track.withdrawal.wish');
    return this.database.transaction(async (tx) => {
      await this.transitions.lock(tx, tracked.requestId);
      const { state } = await this.requests.state(tx, tracked.requestId);
      if (state === 'withdrawn' && (await this.saidBefore(tx, tracked, id))) return { withdrawn: true };
      const atOnce = WITHDRAWS_AT_ONCE.includes(state);
      if (!atOnce && !inStudy(state)) throw new WithdrawalImpossibleError();
      if (atOnce) await this.steps.take(tx, tracked.requestId, 'withdraw', byPerson(tracked), words);
      await this.say(tx, tracked, { id, text: words }, { 'track.withdrawal': true });
      return { withdrawn: atOnce };
    });
  }

  /** An instrument for doing better: it names no officer. The last one counts. @throws RatingTooEarlyError */
  async rate({ requestId }: Tracked, { stars, comment }: NewRating): Promise<void> {
    const { state } = await this.requests.state(this.database, requestId);
    if (!RATES.includes(state)) throw new RatingTooEarlyError();
    await this.database.query(
      `INSERT INTO service_rating (request_id, stars, comment) VALUES ($1, $2, $3)
       ON CONFLICT (request_id) DO UPDATE SET stars = excluded.stars, comment = excluded.comment, created_at = insat_now()`,
      [requestId, stars, comment.replaceAll('\0', '')],
    );
  }

  private async say(
    tx: Transaction,
    { conversationId, reference }: Tracked,
    { id, text }: NewMessage,
    facts: Record<string, boolean> = {},
  ): Promise<void> {
    await this.messages.write(tx, {
      id,
      conversationId,
      text,
      facts: { 'track.request': reference, ...facts },
    });
  }

  /** A page that heard no answer sends again. */
  private async saidBefore(tx: Transaction, { conversationId }: Tracked, id: string): Promise<boolean> {
    const [known] = await tx.query('SELECT id FROM message WHERE id = $1 AND conversation_id = $2', [
      id,
      conversationId,
    ]);
    return known !== undefined;
  }
}

export function personOf({ contactPointId }: Tracked): Actor {
  return { kind: 'contact', id: contactPointId };
}

function byPerson(tracked: Tracked): MovedBy {
  return { actor: personOf(tracked), movers: ['person'] };
}
