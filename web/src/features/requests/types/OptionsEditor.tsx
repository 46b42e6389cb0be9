import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../schemas';
import classes from './types.module.css';

type Options = NonNullable<Field['options']>;

/** What can be chosen, in both languages. */
export function OptionsEditor({
  options,
  onChange,
}: {
  options: Options;
  onChange: (options: Options) => void;
}) {
  const { t } = useTranslation();
  const edit = (place: number, words: Partial<Options[number]['label']>) =>
    onChange(
      options.map((option, index) =>
        index === place ? { ...option, label: { ...option.label, ...words } } : option,
      ),
    );
  return (
    <fieldset className={classes.options}>
      <legend>{t('requests.types.options')}</legend>
      {options.map((option, place) => (
        // A new option has no value yet: its place is its name while it is written.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={place} className={classes.option}>
          <TextInput
            aria-label={t('requests.types.optionAr', { place: place + 1 })}
            placeholder={t('languages.ar')}
            attributes={{ input: { dir: 'rtl', lang: 'ar' } }}
            maxLength={120}
            value={option.label.ar}
            onChange={({ currentTarget }) => edit(place, { ar: currentTarget.value })}
          />
          <TextInput
            aria-label={t('requests.types.optionEn', { place: place + 1 })}
            placeholder={t('languages.en')}
            attributes={{ input: { dir: 'ltr', lang: 'en' } }}
            maxLength={120}
            value={option.label.en}
            onChange={({ currentTarget }) => edit(place, { en: currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('requests.types.removeOption', { place: place + 1 })}
            onClick={() => onChange(options.filter((_, index) => index !== place))}
          >
            <IconTrash size={17} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={15} stroke={1.8} />}
        onClick={() => onChange([...options, { value: '', label: { ar: '', en: '' } }])}
      >
        {t('requests.types.addOption')}
      </Button>
    </fieldset>
  );
}
