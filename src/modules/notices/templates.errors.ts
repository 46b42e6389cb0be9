import { AppError } from '../../platform/errors.js';

export class NoticeTemplateNotFoundError extends AppError {
  constructor(id: string) {
    super('notice_template.not_found', 404, { id });
  }
}

/** The words name variables that this kind of notice does not know. */
export class TemplateVariablesUnknownError extends AppError {
  constructor(names: string[]) {
    super('notice_template.variables_unknown', 422, { names });
  }
}

/** Whoever wrote the words cannot approve them. */
export class SecondPersonNeededError extends AppError {
  constructor() {
    super('notice.second_person_needed', 409);
  }
}

/** Words that are in force or retired are not edited: a new version is. */
export class TemplateStateError extends AppError {
  constructor(state: string) {
    super('notice_template.state', 409, { state });
  }
}

/** The decision's notice has left, or is not there yet. */
export class DecisionNoticeNotOpenError extends AppError {
  constructor(requestId: string) {
    super('notice.decision_not_open', 409, { requestId });
  }
}

/** The words changed since whoever approves them has read them. */
export class DecisionTextChangedError extends AppError {
  constructor() {
    super('notice.decision_text_changed', 409);
  }
}
