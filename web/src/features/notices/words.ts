import { useTranslation } from 'react-i18next';

/** Why a step did not lead to the person; a code that nobody has words for is shown as it is. */
export function useReasonWords(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => {
    const key = `notices.reasons.${code}`;
    return i18n.exists(key) ? t(key) : code;
  };
}
