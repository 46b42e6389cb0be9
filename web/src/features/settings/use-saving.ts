import { notifications } from '@mantine/notifications';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorNotice } from '../../lib/error-text';

interface Options<Input, Output> {
  save: (input: Input) => Promise<Output>;
  /** What to read again afterwards. */
  refresh: QueryKey[];
  onSaved?: (output: Output) => void;
  /** Words of the passing notice; `null` for none. */
  notice?: string | null;
}

/** A change of settings: read again after it, say that it is saved, or say why not. */
export function useSaving<Input, Output>({ save, refresh, onSaved, notice }: Options<Input, Output>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: save,
    onSuccess: async (output) => {
      await Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (notice !== null) notifications.show({ message: notice ?? t('common.saved'), withBorder: true });
      onSaved?.(output);
    },
    onError: showError,
  });
}
