import { Button, FileButton } from '@mantine/core';
import { IconScan } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterProgress } from '../../lib/api';
import { dayKey } from '../../lib/dates';
import { useErrorText } from '../../lib/error-text';
import type { LetterToSend } from '../../lib/letter-schemas';
import type { Upload } from '../../lib/schemas';
import { useUploads } from '../inbox/composer/use-uploads';
import { DateField } from './DateField';
import classes from './ToSend.module.css';

interface Props {
  from: LetterToSend['step'];
  busy: boolean;
  onSave: (progress: LetterProgress) => void;
  onCancel: () => void;
}

/** The proof of arrival: the day, and the signed receipt where there is one. */
export function ReceivedForm({ from, busy, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const text = useErrorText();
  const [on, setOn] = useState(() => dayKey(new Date()));
  const [proof, setProof] = useState<Upload | null>(null);
  const { running, add, drop } = useUploads(setProof);
  const failed = running.find(({ error }) => error);
  const future = on > dayKey(new Date());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!on || future || busy) return;
    onSave({ step: 'received', from, on, ...(proof && { proof: proof.id }) });
  };
  return (
    <form className={classes.ask} onSubmit={submit} noValidate>
      <DateField
        label={t('letters.send.receivedOn')}
        value={on}
        error={on ? (future ? t('letters.problems.future') : undefined) : t('letters.problems.needed')}
        onChange={setOn}
      />
      <div className={classes.proof}>
        <FileButton
          accept="application/pdf,image/*"
          onChange={(file) => {
            for (const { key } of running) drop(key);
            if (file) add([file]);
          }}
        >
          {(props) => (
            <Button
              {...props}
              variant="light"
              size="md"
              loading={running.some(({ error }) => !error)}
              leftSection={<IconScan size={18} stroke={1.7} />}
            >
              {t('letters.send.addProof')}
            </Button>
          )}
        </FileButton>
        <span className={classes.hint}>
          {failed ? text(failed.error) : proof ? <bdi>{proof.fileName}</bdi> : t('letters.send.proofHint')}
        </span>
      </div>
      <div className={classes.actions}>
        <Button type="submit" size="md" loading={busy}>
          {t('letters.send.receivedSave')}
        </Button>
        <Button variant="default" size="md" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
