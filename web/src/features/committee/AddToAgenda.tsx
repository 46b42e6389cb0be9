import { Button, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';

/** Requests under study that wait for a session. */
export function AddToAgenda({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deed = useDeed();
  const [requestIds, setRequestIds] = useState<string[]>([]);
  const { data } = useQuery({ queryKey: committeeKeys.waiting, queryFn: committee.waiting });
  if (!data || data.data.length === 0) return null;
  const add = () =>
    deed.mutate(
      { method: 'POST', path: `/committee/sessions/${sessionId}/agenda`, body: { requestIds } },
      { onSuccess: () => setRequestIds([]) },
    );
  return (
    <div className={classes.add}>
      <MultiSelect
        searchable
        label={t('committee.waiting')}
        data={data.data.map((one) => ({
          value: one.id,
          label: `${one.applicantName} · ${one.type[language]} · ${one.reference}`,
        }))}
        value={requestIds}
        onChange={setRequestIds}
      />
      <Button
        size="md"
        variant="default"
        disabled={requestIds.length === 0}
        loading={deed.isPending}
        onClick={add}
      >
        {t('committee.add')}
      </Button>
    </div>
  );
}
