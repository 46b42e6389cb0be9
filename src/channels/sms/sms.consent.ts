import { fold } from '../../platform/i18n/fold.js';

/** Twilio's own words (it blocks and unblocks the number by itself) and the Arabic ones people use. */
const OUT = words(
  ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE'],
  ['إيقاف', 'أوقف', 'توقف', 'إلغاء', 'إلغاء الاشتراك', 'الغ الاشتراك', 'قف'],
);
const IN = words(['START', 'YES', 'UNSTOP'], ['اشتراك', 'اشترك', 'ابدأ', 'استئناف']);

/**
 * Whether the person opts out of being written to, or back in. A word counts only when it is the whole
 * message: "the payments stop in May" asks for nothing.
 * @param optOutType Twilio's own finding, which goes before the words
 */
export function consentOf(text: string, optOutType?: string): 'out' | 'in' | null {
  if (optOutType === 'STOP') return 'out';
  if (optOutType === 'START') return 'in';
  if (text.length > 40) return null;
  const word = plain(text);
  if (OUT.has(word)) return 'out';
  return IN.has(word) ? 'in' : null;
}

function words(...lists: string[][]): ReadonlySet<string> {
  return new Set(lists.flat().map(plain));
}

/** Folded, with punctuation around it dropped: «إيقاف!» is إيقاف. */
function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
