import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './RequestsPage.module.css';

/** Search by name or reference; asks a moment after the last letter. */
export function NameSearch({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  // Filters that were cleared elsewhere empty the field as well.
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    if (!value) setText('');
  }
  const ask = useDebouncedCallback(onChange, 300);
  return (
    <TextInput
      className={classes.search}
      type="search"
      role="searchbox"
      aria-label={t('requests.search')}
      placeholder={t('requests.search')}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={
        text ? (
          <CloseButton
            size="sm"
            aria-label={t('common.clear')}
            onClick={() => {
              setText('');
              onChange('');
            }}
          />
        ) : null
      }
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        ask(currentTarget.value.trim());
      }}
    />
  );
}
