import { HttpException } from '@nestjs/common';
import { ZodError } from 'zod';
import { AppError } from '../errors.js';
import { catalogue, type Language, translate } from '../i18n/translate.js';
import { type FieldError, InvalidRequestError } from './http.errors.js';
import { fieldErrors } from './validation.js';

/** What the API answers instead of a result: RFC 9457, with our code and what its words need. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /** Stable name of the error; the web app has words for it. */
  code: string;
  params?: AppError['params'];
  errors?: FieldError[];
}

/** Codes of errors that come from the framework, by HTTP status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  401: 'auth.sign_in_required',
  403: 'auth.forbidden',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  409: 'request.conflict',
  413: 'request.too_large',
  414: 'request.too_large',
  415: 'request.media_type_unsupported',
  429: 'request.throttled',
  431: 'request.too_large',
  503: 'service.unavailable',
};

/**
 * PostgreSQL's classes for "not reachable or not now": connection lost, out of connections, shutting down.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const DATABASE_AWAY = /^(08...|53300|57P0[1-3]|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;
/** What PostgreSQL cannot hold: a NUL character, in a text or inside JSON; a time or an offset beyond its own. */
const VALUE_REFUSED = /^(22021|22P05|2200[789])$/;

/** The problem that an error is to the caller. An error that is none of ours is a 500 that says nothing. */
export function problemOf(error: unknown, language: Language): Problem {
  if (error instanceof AppError) {
    return {
      ...problem(error.status, error.code, language, error.params),
      ...(Object.keys(error.params).length > 0 && { params: error.params }),
      ...(error instanceof InvalidRequestError && { errors: error.errors }),
    };
  }
  if (error instanceof ZodError) {
    return { ...problem(400, 'request.invalid', language), errors: fieldErrors(error.issues) };
  }
  if (error instanceof HttpException && (error.getStatus() < 500 || error.getStatus() === 503)) {
    return problem(error.getStatus(), CODES[error.getStatus()] ?? 'request.refused', language);
  }
  const code = codeOf(error);
  if (VALUE_REFUSED.test(code)) return problem(400, 'request.malformed', language);
  if (DATABASE_AWAY.test(code)) return problem(503, 'service.unavailable', language);
  const status = statusOf(error);
  if (status >= 400 && status < 500) {
    return problem(status, CODES[status] ?? 'request.refused', language);
  }
  return problem(500, 'server.error', language);
}

/**
 * What may be logged of an unexpected error. A database error's message can quote the values it refused, so
 * only its coordinates are kept.
 */
export function loggableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, table, constraint, routine } = error as Error & Record<string, unknown>;
  if (typeof routine === 'string') return { error: error.name, code, table, constraint, routine };
  return { error: error.name, code, stack: error.stack };
}

function problem(status: number, code: string, language: Language, params?: AppError['params']): Problem {
  const key = `problem.${code}`;
  // A test makes sure that every code has words; a forgotten one must not turn the error into another.
  const title = key in catalogue(language) ? translate(language, key, params) : code;
  return { type: 'about:blank', title, status, code };
}

function codeOf(error: unknown): string {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return String(driverError?.code ?? code ?? '');
}

function statusOf(error: unknown): number {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
