/**
 * Phone, file and reference numbers whose parts would change places inside Arabic, as a pattern's source: those
 * with a plus sign, spaces or hyphens. Digits alone never do.
 */
export const NUMBER_RUN = '(?=[+\\d][\\d -]{5,})(?:\\+\\d[\\d -]*\\d|\\d+(?:[ -]\\d+)+)';

/**
 * Keeps such numbers in order: LEFT-TO-RIGHT EMBEDDING … POP. Not an isolate, which would tear a number off the
 * English words before it.
 */
export const keepNumbers = (text: string): string =>
  text.replace(new RegExp(NUMBER_RUN, 'g'), '\u202a$&\u202c');
