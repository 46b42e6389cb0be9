import { Checkbox, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { latinDigits } from '../../../lib/saudi-id';
import { NumberField } from '../form/NumberField';
import { FIELD_KINDS, type Field, type FieldKind, type FieldValue } from '../schemas';
import { OptionsEditor } from './OptionsEditor';
import classes from './types.module.css';
import { WordsInput } from './WordsInput';

interface Props {
  field: Field;
  /** Nobody has answered it yet: its kind may still be another. */
  fresh: boolean;
  onChange: (field: Field) => void;
}

const bound = (value: FieldValue) => (typeof value === 'number' ? value : undefined);

/** What one field asks, and what may be answered. */
export function FieldEditor({ field, fresh, onChange }: Props) {
  const { t } = useTranslation();
  const edit = (change: Partial<Field>) => onChange({ ...field, ...change });
  return (
    <>
      <WordsInput
        label={t('requests.types.label')}
        value={field.label}
        onChange={(label) => edit({ label })}
      />
      <WordsInput
        label={t('requests.types.hint')}
        maxLength={300}
        value={field.hint ?? { ar: '', en: '' }}
        onChange={(hint) => edit({ hint })}
      />
      <div className={classes.two}>
        <Select
          label={t('requests.types.kind')}
          description={fresh ? undefined : t('requests.types.kindFixed')}
          disabled={!fresh}
          allowDeselect={false}
          data={FIELD_KINDS.map((value) => ({ value, label: t(`requests.types.kinds.${value}`) }))}
          value={field.kind}
          onChange={(kind) => kind && edit({ kind: kind as FieldKind })}
        />
        {field.kind === 'text' && (
          <TextInput
            label={t('requests.types.maxLength')}
            inputMode="numeric"
            maxLength={5}
            value={field.maxLength ?? ''}
            onChange={({ currentTarget }) => {
              const most = Number(latinDigits(currentTarget.value).replace(/\D/g, ''));
              edit({ maxLength: most ? Math.min(most, 10_000) : undefined });
            }}
          />
        )}
      </div>
      {(field.kind === 'number' || field.kind === 'money') && (
        <div className={classes.two}>
          <NumberField
            kind={field.kind}
            label={t('requests.types.min')}
            value={field.min ?? null}
            onChange={(min) => edit({ min: bound(min) })}
          />
          <NumberField
            kind={field.kind}
            label={t('requests.types.max')}
            value={field.max ?? null}
            onChange={(max) => edit({ max: bound(max) })}
          />
        </div>
      )}
      {field.kind === 'choice' && (
        <OptionsEditor options={field.options ?? []} onChange={(options) => edit({ options })} />
      )}
      <div className={classes.checks}>
        <Checkbox
          label={t('requests.types.required')}
          checked={field.required}
          onChange={({ currentTarget }) => edit({ required: currentTarget.checked })}
        />
        <Checkbox
          label={t('requests.types.verify')}
          checked={field.verify}
          onChange={({ currentTarget }) => edit({ verify: currentTarget.checked })}
        />
        {(field.kind === 'choice' || field.kind === 'file') && (
          <Checkbox
            label={t('requests.types.multiple')}
            checked={field.multiple ?? false}
            onChange={({ currentTarget }) => edit({ multiple: currentTarget.checked })}
          />
        )}
      </div>
    </>
  );
}
