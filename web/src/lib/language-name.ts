import type { Language } from './schemas';

/** What a reader calls a language that a network names by code: "en_US" is American English. */
export function languageName(code: string, reader: Language): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(code.replaceAll('_', '-')) ?? code;
  } catch {
    // Not a code at all.
    return code;
  }
}
