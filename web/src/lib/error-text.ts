import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from './http';

/** Turns an error into words by its code: the code itself, its family by status, else a plain apology. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return t('errors.unexpected');
      const known = [`errors.${error.code}`, `errors.http.${error.status}`].find(
        (key) => i18n.exists(key) && typeof i18n.t(key) === 'string',
      );
      return known ? t(known, error.params as Record<string, string>) : t('errors.unexpected');
    },
    [t, i18n],
  );
}

/** Shows an error as a passing notice. */
export function useErrorNotice(): (error: unknown) => void {
  const text = useErrorText();
  return useCallback(
    (error) => notifications.show({ message: text(error), color: 'red', withBorder: true }),
    [text],
  );
}
