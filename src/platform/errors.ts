/**
 * An error with a meaning for the caller. The API answers its `code` and `params` as problem+json; words
 * come from the i18n catalogues. Only things a caller may see belong in `params`.
 */
export class AppError extends Error {
  constructor(
    readonly code: string,
    /** HTTP status, 4xx or 503. */
    readonly status: number,
    readonly params: Record<string, string | number | boolean | string[]> = {},
  ) {
    super(code);
    this.name = new.target.name;
  }
}
