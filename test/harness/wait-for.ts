import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds; 15,000 unless told. */
  timeout?: number;
  /** What is waited for, for the failure's message. */
  message?: string | (() => string);
}

/**
 * Asks until the answer is truthy, and gives it back. An answer that throws is "not yet"; its error is part of
 * the failure.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeout = 15_000, message = 'the condition' }: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer as NonNullable<Exclude<T, false>>;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const said = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(
        `Waited ${timeout} ms for ${typeof message === 'string' ? message : message()}; the last answer was: ${said}`,
      );
    }
    await sleep(20);
  }
}
