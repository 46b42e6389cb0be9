import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import type { KnownSender } from '../../lib/letter-schemas';
import { ownDirection } from '../../lib/writing';
import classes from './LogLetter.module.css';

const LEAST_LETTERS = 2;

interface Props {
  value: string;
  error: string | undefined;
  inputRef: Ref<HTMLInputElement>;
  onChange: (name: string) => void;
  onPick: (sender: KnownSender) => void;
}

/** The sender's name, and under it the people who have written before: picking one fills in the address. */
export function SenderField({ value, error, inputRef, onChange, onPick }: Props) {
  const { t } = useTranslation();
  const [beginning] = useDebouncedValue(value.trim(), 200);
  const found = useQuery({
    queryKey: keys.letterSenders(beginning),
    queryFn: ({ signal }) => api.letterSenders(beginning, signal),
    enabled: beginning.length >= LEAST_LETTERS,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const senders = value.trim().length >= LEAST_LETTERS ? (found.data ?? []) : [];
  // One name may stand at several addresses.
  const byOption = new Map(senders.map((sender) => [`${sender.name} — ${sender.place}`, sender]));
  return (
    <Autocomplete
      ref={inputRef}
      label={t('letters.log.name')}
      error={error}
      data-field="name"
      size="md"
      autoComplete="off"
      maxLength={200}
      attributes={ownDirection}
      value={value}
      data={[...byOption.keys()]}
      // The hub has chosen already.
      filter={({ options }) => options}
      onChange={(text) => {
        const sender = byOption.get(text);
        if (sender) onPick(sender);
        else onChange(text);
      }}
      renderOption={({ option }) => {
        const sender = byOption.get(option.value);
        return (
          <span className={classes.sender}>
            <bdi>{sender?.name}</bdi>
            <bdi className={classes.place}>{sender?.place}</bdi>
          </span>
        );
      }}
    />
  );
}
