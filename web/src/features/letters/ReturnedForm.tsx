import { Button, Radio } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LetterProgress, RETURN_REASONS, type ReturnReason } from '../../lib/api';
import type { LetterToSend } from '../../lib/letter-schemas';
import classes from './ToSend.module.css';

interface Props {
  from: LetterToSend['step'];
  busy: boolean;
  onSave: (progress: LetterProgress) => void;
  onCancel: () => void;
}

/** Why the post brought it back: the answer has not arrived, and somebody has to find another way. */
export function ReturnedForm({ from, busy, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState<ReturnReason | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason && !busy) onSave({ step: 'returned', from, reason });
  };
  return (
    <form className={classes.ask} onSubmit={submit}>
      <Radio.Group
        label={t('letters.send.returnedWhy')}
        value={reason ?? ''}
        onChange={(value) => setReason(value as ReturnReason)}
      >
        <div className={classes.reasons}>
          {RETURN_REASONS.map((one) => (
            <Radio key={one} size="md" value={one} label={t(`letters.reasons.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.actions}>
        <Button type="submit" color="red" variant="light" size="md" loading={busy} disabled={!reason}>
          {t('letters.send.returnedSave')}
        </Button>
        <Button variant="default" size="md" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
