import { AppError } from '../../platform/errors.js';
import type { CodeRefusal } from './one-time-codes.js';

/** What was shown to be signed is not what the request says now. */
export class AttestationOutdatedError extends AppError {
  constructor(revision: number) {
    super('support_request.attestation_outdated', 409, { revision });
  }
}

/** A request that is decided or over is not signed any more. */
export class AttestationClosedError extends AppError {
  constructor(state: string) {
    super('support_request.attestation_closed', 409, { state });
  }
}

/** One is in force; a new one has to name it to take its place. */
export class AttestedAlreadyError extends AppError {
  constructor(id: string) {
    super('support_request.attested_already', 409, { id });
  }
}

export class AttestationNotFoundError extends AppError {
  constructor(id: string) {
    super('support_request.attestation_not_found', 404, { id });
  }
}

export class SignatureImageError extends AppError {
  constructor(why: 'unreadable' | 'blank') {
    super(`support_request.signature_${why}`, 422);
  }
}

/** Neither a PDF nor a picture whose pages can be shown. */
export class SignedPaperRefusedError extends AppError {
  constructor() {
    super('support_request.signed_paper_refused', 415);
  }
}

/** The mark of somebody who cannot write is worth what a witness saw. */
export class WitnessNeededError extends AppError {
  constructor() {
    super('support_request.witness_needed', 422);
  }
}

/** Wrong, used, too old, replaced, or tried too often: which of them is not said. */
export class CodeWrongError extends AppError {
  constructor() {
    super('support_request.code_wrong', 422);
  }
}

export class CodeNotSentError extends AppError {
  constructor(why: CodeRefusal) {
    super(`support_request.code_${why}`, why === 'too_often' ? 429 : 422);
  }
}

export class CodePlaceNotFoundError extends AppError {
  constructor(contactPointId: string) {
    super('support_request.code_place_not_found', 404, { contactPointId });
  }
}
