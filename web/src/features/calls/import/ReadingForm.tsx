import { Collapse, SegmentedControl, Select, Switch, TagsInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  COLUMN_ROLES,
  DELIMITERS,
  ENCODINGS,
  type ImportPreview,
  type ImportReading,
} from '../../../lib/schemas';
import { columnsWith, roleOf } from './columns';
import classes from './ReadingForm.module.css';

interface Props {
  preview: ImportPreview;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (reading: ImportReading) => void;
}

/** How the file is read: guessed, and to be put right by hand. Every change shows at once in the preview. */
export function ReadingForm({ preview, open, onOpen, onChange }: Props) {
  const { t } = useTranslation();
  const { reading, columns } = preview;
  const change = (changed: Partial<ImportReading>) => onChange({ ...reading, ...changed });
  const roles = [
    { value: '', label: t('calls.import.role.none') },
    ...COLUMN_ROLES.map((role) => ({ value: role, label: t(`calls.import.role.${role}`) })),
  ];
  return (
    <section className={classes.root}>
      <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={() => onOpen(!open)}>
        <IconChevronDown size={18} stroke={1.7} aria-hidden data-open={open || undefined} />
        {t('calls.import.reading')}
      </UnstyledButton>
      <Collapse expanded={open}>
        <div className={classes.fields}>
          <Select
            label={t('calls.import.encoding')}
            size="md"
            allowDeselect={false}
            data={ENCODINGS.map((value) => ({
              value,
              label: t(`calls.import.encodings.${value.replaceAll('-', '_')}`),
            }))}
            value={reading.encoding}
            onChange={(encoding) => encoding && change({ encoding: encoding as ImportReading['encoding'] })}
          />
          <Select
            label={t('calls.import.delimiter')}
            size="md"
            allowDeselect={false}
            data={DELIMITERS.map((value) => ({ value, label: t(`calls.import.delimiters.${NAMES[value]}`) }))}
            value={reading.delimiter}
            // Other columns are other columns: they are guessed anew.
            onChange={(value) =>
              value && onChange({ ...without(reading), delimiter: value as ImportReading['delimiter'] })
            }
          />
          <TagsInput
            className={classes.wide}
            label={t('calls.import.ownNumbers')}
            description={t('calls.import.ownNumbersHint')}
            size="md"
            value={reading.ownNumbers}
            onChange={(ownNumbers) => change({ ownNumbers })}
          />
          <div>
            <span className={classes.label}>{t('calls.import.dayOrder')}</span>
            <SegmentedControl
              size="md"
              fullWidth
              aria-label={t('calls.import.dayOrder')}
              data={[
                { value: 'day', label: t('calls.import.dayFirst') },
                { value: 'month', label: t('calls.import.monthFirst') },
              ]}
              value={reading.dayFirst ? 'day' : 'month'}
              onChange={(value) => change({ dayFirst: value === 'day' })}
            />
          </div>
          <div>
            <span className={classes.label}>{t('calls.import.zone')}</span>
            <SegmentedControl
              size="md"
              fullWidth
              aria-label={t('calls.import.zone')}
              data={[
                { value: 'riyadh', label: t('calls.import.riyadh') },
                { value: 'utc', label: t('calls.import.utc') },
              ]}
              value={reading.zone}
              onChange={(zone) => change({ zone: zone as ImportReading['zone'] })}
            />
          </div>
          <Switch
            className={classes.wide}
            size="md"
            label={t('calls.import.header')}
            checked={reading.header}
            onChange={(event) => change({ header: event.currentTarget.checked })}
          />
        </div>
        <h3 className={classes.subtitle}>{t('calls.import.columns')}</h3>
        <ul className={classes.columns}>
          {columns.map(({ index, name, samples }) => (
            <li key={index} data-used={roleOf(reading.columns, index) !== null || undefined}>
              <div className={classes.column}>
                <strong>{name ? <bdi>{name}</bdi> : t('calls.import.column', { number: index + 1 })}</strong>
                <span className={classes.samples}>
                  {samples.length > 0
                    ? samples.map((sample) => <bdi key={sample}>{sample}</bdi>)
                    : t('calls.import.emptyColumn')}
                </span>
              </div>
              <Select
                size="md"
                aria-label={t('calls.import.says', { column: name ?? index + 1 })}
                allowDeselect={false}
                data={roles}
                value={roleOf(reading.columns, index) ?? ''}
                onChange={(role) => change({ columns: columnsWith(reading.columns, index, role ?? '') })}
              />
            </li>
          ))}
        </ul>
      </Collapse>
    </section>
  );
}

const NAMES: Record<ImportReading['delimiter'], string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

function without({ columns: _, ...reading }: ImportReading): ImportReading {
  return reading as ImportReading;
}
