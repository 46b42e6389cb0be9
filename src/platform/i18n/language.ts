import type { Language } from './translate.js';

const LINK = /https?:\/\/|www\./;
const ARABIC = /\p{Script=Arabic}/gu;
const LATIN = /\p{Script=Latin}/gu;
/** Enough to tell, however long the mail is. */
const SAMPLE = 2_000;

/**
 * The language of a text by the script of most of its letters, Arabic when they are equal. Addresses and
 * links do not count: they are Latin in any language. Null when there are no letters of either script.
 */
export function guessLanguage(text: string): Language | null {
  const sample = text.slice(0, SAMPLE).replace(/\S+/g, proseOf);
  const arabic = sample.match(ARABIC)?.length ?? 0;
  const latin = sample.match(LATIN)?.length ?? 0;
  if (arabic === 0 && latin === 0) return null;
  return arabic >= latin ? 'ar' : 'en';
}

/** A word without the link in it; nothing of an e-mail address. One pass over it, whatever somebody wrote. */
function proseOf(word: string): string {
  const at = word.indexOf('@', 1);
  const dot = at < 0 ? -1 : word.indexOf('.', at + 2);
  if (dot >= 0 && dot < word.length - 1) return ' ';
  const link = word.search(LINK);
  return link < 0 ? word : word.slice(0, link);
}
