import { StandardSchemaValidationPipe } from '@nestjs/common';
import { type FieldError, InvalidRequestError } from './http.errors.js';

/** More would only repeat what is wrong, at a length that the sender chooses. */
const MOST_ERRORS = 50;

/** An issue as every Standard Schema library reports it. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The issues of a schema as the API shows them. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues.slice(0, MOST_ERRORS).map((issue) => ({
    path: (issue.path ?? [])
      .map((part) => String(typeof part === 'object' ? part.key : part).slice(0, 100))
      .join('.'),
    message: issue.message.slice(0, 500),
  }));
}

/** Checks what `@Body({ schema })`, `@Query`, `@Param` and `@MessageBody` name, and nothing else. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => new InvalidRequestError(fieldErrors(issues)),
  });
}
