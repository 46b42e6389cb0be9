import { Checkbox, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { latinDigits } from '../../../lib/saudi-id';
import type { PaperKind } from '../schemas';
import classes from './types.module.css';
import { WordsInput } from './WordsInput';

const MOST_MONTHS = 120;

/** One paper of the checklist, and how long it counts. */
export function PaperEditor({ paper, onChange }: { paper: PaperKind; onChange: (paper: PaperKind) => void }) {
  const { t } = useTranslation();
  const edit = (change: Partial<PaperKind>) => onChange({ ...paper, ...change });
  return (
    <>
      <WordsInput
        label={t('requests.types.label')}
        value={paper.label}
        onChange={(label) => edit({ label })}
      />
      <TextInput
        className={classes.short}
        label={t('requests.types.validMonths')}
        description={t('requests.types.validMonthsHint')}
        inputMode="numeric"
        maxLength={3}
        value={paper.validMonths ?? ''}
        onChange={({ currentTarget }) => {
          const months = Number(latinDigits(currentTarget.value).replace(/\D/g, ''));
          edit({ validMonths: months ? Math.min(months, MOST_MONTHS) : null });
        }}
      />
      <div className={classes.checks}>
        <Checkbox
          label={t('requests.types.required')}
          checked={paper.required}
          onChange={({ currentTarget }) => edit({ required: currentTarget.checked })}
        />
        <Checkbox
          label={t('requests.types.needsExpiry')}
          checked={paper.needsExpiry}
          onChange={({ currentTarget }) => edit({ needsExpiry: currentTarget.checked })}
        />
      </div>
    </>
  );
}
