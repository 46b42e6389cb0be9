import { AppError } from '../../platform/errors.js';

export class ContactPointNotFoundError extends AppError {
  constructor(id: string) {
    super('beneficiary.contact_point_not_found', 404, { id });
  }
}

export class BeneficiaryNotFoundError extends AppError {
  constructor(id: string) {
    super('beneficiary.not_found', 404, { id });
  }
}

/** Names who has it, so that the officer can link that person instead. */
export class NationalIdTakenError extends AppError {
  constructor(beneficiaryId: string) {
    super('beneficiary.national_id_taken', 409, { beneficiaryId });
  }
}
