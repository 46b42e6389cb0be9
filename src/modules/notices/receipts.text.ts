import type { Language } from '../../channels/core/channel-adapter.js';
import { formatDay, formatTime } from '../../platform/i18n/dates.js';
import { translate } from '../../platform/i18n/translate.js';

/** A channel whose texts are shorter than this pays by the segment, and gets the short words. */
const SHORT_BELOW = 2_000;

export interface ReceiptFacts {
  language: Language;
  organisation: string;
  reference: string;
  /** When the answer is promised. */
  answerDueAt: Date;
  /** The channel's longest text; null when unlimited. */
  maxTextLength: number | null;
}

/** The words of a receipt, in the person's language. */
export function receiptText(facts: ReceiptFacts): string {
  const short = facts.maxTextLength !== null && facts.maxTextLength < SHORT_BELOW;
  return translate(facts.language, short ? 'receipt.short' : 'receipt.long', {
    organisation: facts.organisation,
    reference: leftToRight(facts.reference),
    time: formatTime(facts.answerDueAt, facts.language),
    day: formatDay(facts.answerDueAt, facts.language),
  });
}

/**
 * Digits with a hyphen turn round in Arabic text ("0016-100", Unicode bidi rule W2); a left-to-right mark on
 * both sides keeps them. Old phones know the mark, but not the newer isolates.
 */
function leftToRight(reference: string): string {
  return `\u200e${reference}\u200e`;
}
