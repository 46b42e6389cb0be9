import { AppError } from '../../platform/errors.js';

export class SignInRequiredError extends AppError {
  constructor() {
    super('auth.sign_in_required', 401);
  }
}

/** One answer for an unknown address, a wrong password and a deactivated person. */
export class CredentialsInvalidError extends AppError {
  constructor() {
    super('auth.credentials_invalid', 401);
  }
}

export class SignInThrottledError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('auth.throttled', 429, { retryAfterSeconds });
  }
}

export class CrossOriginError extends AppError {
  constructor() {
    super('auth.cross_origin', 403);
  }
}

export class ForbiddenError extends AppError {
  constructor(permission: string) {
    super('auth.forbidden', 403, { permission });
  }
}

/** Not 401: the session is fine, and a 401 would send the page to the sign-in form. */
export class PasswordWrongError extends AppError {
  constructor() {
    super('auth.password_wrong', 422);
  }
}

/** Recovering is for the phone's own representative, and a wiped phone has nothing left to recover. */
export class DeviceNotFoundError extends AppError {
  constructor() {
    super('branch.device_not_found', 404);
  }
}

export class TokenNotFoundError extends AppError {
  constructor() {
    super('auth.token_not_found', 404);
  }
}

export class StaffNotFoundError extends AppError {
  constructor(id: string) {
    super('staff.not_found', 404, { id });
  }
}

export class EmailTakenError extends AppError {
  constructor(email: string) {
    super('staff.email_taken', 409, { email });
  }
}

export class LastAdministratorError extends AppError {
  constructor() {
    super('staff.last_administrator', 409);
  }
}

export class TeamNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('staff.team_not_found', 404, { ids });
  }
}

export class TeamSlugTakenError extends AppError {
  constructor(slug: string) {
    super('staff.team_slug_taken', 409, { slug });
  }
}
