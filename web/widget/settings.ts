import type { Language } from './words.js';

/** What the `<script>` tag says. */
export interface Settings {
  /** Origin of the hub: where the script came from. */
  hub: string;
  account: string;
  language: Language;
}

/**
 * Reads the script's own tag: `data-account` (else `default`) and `data-language` (else the page's language;
 * a page that says nothing is Arabic).
 */
export function readSettings(script: HTMLScriptElement, pageLanguage: string): Settings {
  const wish = (script.dataset['language'] || pageLanguage || 'ar').toLowerCase();
  return {
    hub: new URL(script.src).origin,
    account: script.dataset['account'] || 'default',
    language: wish.startsWith('ar') ? 'ar' : 'en',
  };
}
