import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../../lib/shortcuts';

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** Search in names, addresses, references and words; asks a moment after the last letter. */
export function SearchField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const ask = useDebouncedCallback(onChange, 300);
  useShortcuts({ '/': () => input.current?.select() });
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  const clear = () => {
    setText('');
    onChange('');
  };
  return (
    <TextInput
      ref={input}
      flex={1}
      type="search"
      role="searchbox"
      size="sm"
      styles={{ input: { height: 38 } }}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        ask(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        if (text) clear();
        else input.current?.blur();
      }}
      placeholder={t('inbox.search')}
      aria-label={t('inbox.search')}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={t('common.clear')} onClick={clear} /> : null}
    />
  );
}
