/** What the stand-in answers instead of a result. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly retryAfter = 0,
  ) {
    super(code);
  }
}
