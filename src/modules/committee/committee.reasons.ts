/** Why a request is accepted or rejected, in the committee's own terms. The text beside it says it for this person. */
export const DECISION_REASONS = [
  reason('accepted', 'need_proven', 'ثبتت الحاجة', 'The need is proven'),
  reason('accepted', 'urgent_need', 'حاجة عاجلة لا تحتمل التأخير', 'An urgent need that cannot wait'),
  reason(
    'accepted',
    'continued',
    'استمرار دعم سابق ما زالت حاجته قائمة',
    'Earlier support that is still needed',
  ),
  reason('accepted', 'partly', 'قُبل جزء من المطلوب', 'A part of what was asked for'),
  reason('rejected', 'means_suffice', 'الدخل يكفي للحاجة', 'The income meets the need'),
  reason('rejected', 'outside_scope', 'خارج مجالات الجمعية', 'Outside what the association does'),
  reason('rejected', 'other_support', 'يُقدَّم الدعم نفسه من جهة أخرى', 'The same support comes from elsewhere'),
  reason('rejected', 'not_confirmed', 'لم تتأكد البيانات', 'What was stated could not be confirmed'),
  reason(
    'rejected',
    'supported_recently',
    'صدر دعم للحاجة نفسها قريبًا',
    'The same need was supported recently',
  ),
  reason('rejected', 'no_funds', 'لا يتوفر اعتماد لهذا النوع الآن', 'No funds for this kind of support now'),
] as const;

export type Outcome = 'accepted' | 'rejected';

/** Whether the code is in the list, for this outcome. */
export function isReason(outcome: Outcome, code: string): boolean {
  return DECISION_REASONS.some((one) => one.outcome === outcome && one.code === code);
}

/** The words of a code; the code itself for one that an older list had. */
export function reasonWords(code: string): { ar: string; en: string } {
  return DECISION_REASONS.find((one) => one.code === code)?.words ?? { ar: code, en: code };
}

function reason(outcome: Outcome, code: string, ar: string, en: string) {
  return { outcome, code, words: { ar, en } };
}
