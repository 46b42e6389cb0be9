import { AppError } from '../../platform/errors.js';

/** There is none, or none that this person may know of. */
export class SessionNotFoundError extends AppError {
  constructor(id: string) {
    super('committee.session_not_found', 404, { id });
  }
}

/** There is none, or it is kept from this person: the answer is the same. */
export class AgendaItemNotFoundError extends AppError {
  constructor(id: string) {
    super('committee.item_not_found', 404, { id });
  }
}

export class SessionStateError extends AppError {
  constructor(state: string) {
    super('committee.session_state', 409, { state });
  }
}

export class ItemSettledError extends AppError {
  constructor(state: string) {
    super('committee.item_settled', 409, { state });
  }
}

/** Somebody who can have no seat, or a chair or quorum that does not fit the seats. */
export class SeatsInvalidError extends AppError {
  constructor(why: 'member' | 'chair' | 'quorum' | 'voted') {
    super(`committee.seats_${why}`, 422);
  }
}

export class QuorumMissingError extends AppError {
  constructor(present: number, quorum: number) {
    super('committee.quorum_missing', 409, { present, quorum });
  }
}

/** The request is not under study. */
export class NotUnderStudyError extends AppError {
  constructor(state: string) {
    super('committee.not_under_study', 409, { state });
  }
}

export class OnAgendaAlreadyError extends AppError {
  constructor(session: number) {
    super('committee.on_agenda_already', 409, { session });
  }
}

/** Somebody has voted: the item is settled, not taken away. */
export class ItemVotedError extends AppError {
  constructor() {
    super('committee.item_voted', 409);
  }
}

/** Only who sits there, is present and has no conflict of interest. */
export class VoteForbiddenError extends AppError {
  constructor() {
    super('committee.vote_forbidden', 403);
  }
}

export class VotesMissingError extends AppError {
  constructor(missing: number) {
    super('committee.votes_missing', 409, { missing });
  }
}

/** The votes say something else, or there is no agreement. */
export class OutcomeDisagreesError extends AppError {
  constructor(mode: string) {
    super(`committee.outcome_disagrees_${mode}`, 409);
  }
}

export class ReasonCodeError extends AppError {
  constructor(code: string) {
    super('committee.reason_code', 422, { code });
  }
}

/** It would end before the person has had the decision for a while. */
export class AppealTooShortError extends AppError {
  constructor(earliest: string) {
    super('committee.appeal_too_short', 422, { earliest });
  }
}

export class ItemsWaitingError extends AppError {
  constructor(count: number) {
    super('committee.items_waiting', 409, { count });
  }
}

/** Nobody takes back their own, nor anybody's once it was decided. */
export class ConflictStaysError extends AppError {
  constructor() {
    super('committee.conflict_stays', 409);
  }
}

export class ConflictForbiddenError extends AppError {
  constructor() {
    super('committee.conflict_forbidden', 403);
  }
}

/** There are none yet, or they tell of somebody that the reader is tied to. */
export class MinutesNotFoundError extends AppError {
  constructor() {
    super('committee.minutes_not_found', 404);
  }
}

export class ReportClosedError extends AppError {
  constructor(state: string) {
    super('committee.report_closed', 409, { state });
  }
}
