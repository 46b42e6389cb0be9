import type { Language } from '../../platform/i18n/translate.js';

/**
 * The words that people stand by (إقرار صحة البيانات). A version is never edited: what was signed with it must stay
 * readable. New words are a new version, and the last one here is what is signed from then on.
 */
const DECLARATIONS = {
  '1': {
    ar:
      'أقرّ بأن جميع البيانات الواردة في هذا الطلب صحيحة وكاملة بحسب علمي، وأن الوثائق التي قدّمتها صحيحة، ' +
      'وألتزم بإبلاغ الجمعية بكل تغيير يطرأ عليها. وأعلم أن للجمعية أن تتحقق من هذه البيانات، وأن تقديم بيانات غير ' +
      'صحيحة قد يؤدي إلى رفض الطلب أو إيقاف الدعم، وأوافق على استخدامها لدراسة طلبي.',
    en:
      'I declare that everything stated in this request is true and complete to the best of my knowledge, and that the ' +
      'papers I handed in are genuine. I will tell the association when any of it changes. I know that the association ' +
      'may check what I stated, and that false statements can lead to the refusal of the request or to the end of the ' +
      'support. I agree that what I stated is used to study my request.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export interface Declaration {
  version: string;
  text: Record<Language, string>;
}

/** What is signed now. */
export const CURRENT_DECLARATION: Declaration = { version: '1', text: DECLARATIONS['1'] };

/** The words of any version there has been; null for one that has never been. */
export function declarationOf(version: string): Declaration | null {
  return Object.hasOwn(DECLARATIONS, version)
    ? { version, text: DECLARATIONS[version as keyof typeof DECLARATIONS] }
    : null;
}
