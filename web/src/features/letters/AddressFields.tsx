import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ownDirection } from '../../lib/writing';
import classes from './LogLetter.module.css';
import { ADDRESS_KINDS, type AddressKind, type LetterDraft } from './letter-draft';

/** The fields of each kind of address in two columns: numbers are short, words are not. */
const FIELDS = {
  national: ['street', 'buildingNo', 'unitNo', 'district', 'city', 'postalCode', 'additionalNo'],
  box: ['box', 'city', 'postalCode'],
} as const;
const WIDE: ReadonlySet<string> = new Set(['street']);
const NUMBERS: ReadonlySet<string> = new Set(['buildingNo', 'unitNo', 'postalCode', 'additionalNo', 'box']);

interface Props {
  draft: LetterDraft;
  problemOf: (field: keyof LetterDraft) => string | undefined;
  onChange: (changed: Partial<LetterDraft>) => void;
}

/** Where an answer goes: the national address, a box, or what stands on the envelope. */
export function AddressFields({ draft, problemOf, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes.address}>
      <legend>{t('letters.log.address')}</legend>
      <SegmentedControl
        size="md"
        fullWidth
        aria-label={t('letters.log.addressKind')}
        value={draft.kind}
        onChange={(kind) => onChange({ kind: kind as AddressKind })}
        data={ADDRESS_KINDS.map((value) => ({ value, label: t(`letters.kinds.${value}`) }))}
      />
      {draft.kind === 'other' ? (
        <Textarea
          label={t('letters.fields.lines')}
          description={t('letters.log.linesHint')}
          error={problemOf('lines')}
          data-field="lines"
          size="md"
          rows={3}
          maxLength={400}
          attributes={ownDirection}
          value={draft.lines}
          onChange={(event) => onChange({ lines: event.currentTarget.value })}
        />
      ) : (
        <div className={classes.grid}>
          {FIELDS[draft.kind].map((field) => (
            <TextInput
              key={field}
              label={t(`letters.fields.${field}`)}
              error={problemOf(field)}
              data-field={field}
              className={WIDE.has(field) ? classes.wide : undefined}
              size="md"
              autoComplete="off"
              inputMode={NUMBERS.has(field) ? 'numeric' : undefined}
              maxLength={NUMBERS.has(field) ? 8 : 120}
              attributes={NUMBERS.has(field) ? { input: { dir: 'ltr' } } : ownDirection}
              classNames={NUMBERS.has(field) ? { input: classes.digits } : undefined}
              value={draft[field]}
              onChange={(event) => onChange({ [field]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}
