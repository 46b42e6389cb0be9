import type { Language } from './translate.js';

const NOT_PROSE = /(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g;
const ARABIC = /\p{Script=Arabic}/gu;
const LATIN = /\p{Script=Latin}/gu;
/** Enough to tell, however long the mail is. */
const SAMPLE = 2_000;

/**
 * The language of a text by the script of most of its letters, Arabic when they are equal. Addresses and
 * links do not count: they are Latin in any language. Null when there are no letters of either script.
 */
export function guessLanguage(text: string): Language | null {
  const sample = text.slice(0, SAMPLE).replace(NOT_PROSE, ' ');
  const arabic = sample.match(ARABIC)?.length ?? 0;
  const latin = sample.match(LATIN)?.length ?? 0;
  if (arabic === 0 && latin === 0) return null;
  return arabic >= latin ? 'ar' : 'en';
}
