import { AppError } from '../../platform/errors.js';

/** Intakes come from a phone that was signed in on: its number is on the person's paper. */
export class DeviceRequiredError extends AppError {
  constructor() {
    super('branch.device_required', 403);
  }
}

/** The photographs go ahead of what they belong to. */
export class PhotosMissingError extends AppError {
  constructor(hashes: string[]) {
    super('branch.photos_missing', 409, { hashes });
  }
}

export class PhotoRefusedError extends AppError {
  constructor() {
    super('branch.photo_refused', 400);
  }
}

/** A receipt number that this phone cannot have written. */
export class ReceiptInvalidError extends AppError {
  constructor() {
    super('branch.receipt_invalid', 400);
  }
}

/** The person's first message is durable, but not in its conversation yet. */
export class PersonNotYetError extends AppError {
  constructor() {
    super('branch.person_not_yet', 409);
  }
}

/** The office has changed what the phone wants to change; this is what it says now. */
export class PersonChangedError extends AppError {
  constructor(name: string | null, phone: string | null) {
    super('branch.person_changed', 409, { name: name ?? '', phone: phone ?? '' });
  }
}

export class PersonElsewhereError extends AppError {
  constructor() {
    super('branch.person_elsewhere', 403);
  }
}
