import { Alert, Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../lib/error-text';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** A refusal or failure in the reader's language, with a way to try again. */
export function ErrorNotice({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
      {text(error)}
      {onRetry && (
        <Button mt="xs" size="compact-sm" variant="default" onClick={onRetry} display="block">
          {t('common.retry')}
        </Button>
      )}
    </Alert>
  );
}
