import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { shortMoment } from '../../lib/dates';
import { keys } from '../../lib/keys';
import { useNow } from '../../lib/use-now';
import { type Caller, callersIn, LEAST_DIGITS, searchDigits, typedNumber } from './callers';
import { findByNumber } from './find-by-number';
import classes from './LogCall.module.css';

function useCallers(number: string): Caller[] {
  const [digits] = useDebouncedValue(searchDigits(number), 200);
  const found = useQuery({
    queryKey: keys.callers(digits),
    queryFn: ({ signal }) => findByNumber(digits, null, signal),
    enabled: digits.length >= LEAST_DIGITS,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const now = searchDigits(number);
  return now.length >= LEAST_DIGITS && found.data ? callersIn(found.data, now) : [];
}

interface Props {
  value: string;
  error: string | undefined;
  inputRef: Ref<HTMLInputElement>;
  onChange: (number: string) => void;
  onPick: (caller: Caller) => void;
}

/** The number, and under it the people whose number it may become. */
export function NumberField({ value, error, inputRef, onChange, onPick }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const callers = useCallers(value);
  const byNumber = new Map(callers.map((caller) => [caller.number, caller]));
  return (
    <Autocomplete
      ref={inputRef}
      label={t('calls.log.number')}
      error={error}
      size="lg"
      type="tel"
      inputMode="tel"
      autoComplete="off"
      autoFocus
      maxLength={40}
      attributes={{ input: { dir: 'ltr' } }}
      classNames={{ input: classes.number }}
      value={value}
      data={[...byNumber.keys()]}
      // The hub has chosen already.
      filter={({ options }) => options}
      onChange={(text) => onChange(typedNumber(text))}
      onOptionSubmit={(number) => {
        const caller = byNumber.get(number);
        if (caller) onPick(caller);
      }}
      renderOption={({ option }) => {
        const caller = byNumber.get(option.value);
        return caller ? (
          <span className={classes.caller}>
            <ChannelMark channel={caller.channel} size={18} labelled />
            <span className={classes.callerName}>
              {caller.name && <bdi>{caller.name}</bdi>}
              <Code>{caller.number}</Code>
            </span>
            <span className={classes.callerLast}>
              <Code>{caller.reference}</Code>
              <span>{shortMoment(caller.lastMessageAt, now, language)}</span>
            </span>
          </span>
        ) : (
          option.value
        );
      }}
    />
  );
}
