import { Alert, Button, Textarea, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type LetterInput } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import { AddressFields } from './AddressFields';
import { DateField } from './DateField';
import classes from './LogLetter.module.css';
import { filledWith, type LetterDraft, letterOf, problemsOf } from './letter-draft';
import { SavedLetter } from './SavedLetter';
import { ScanPages } from './ScanPages';
import { SenderField } from './SenderField';
import { useLetterDraft } from './use-letter-draft';

const MAX_TEXT = 20_000;

/** The letter in the hand: scan it, say whom it is from, and what it says. */
export function LogLetter() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { draft, change, clear } = useLetterDraft(useSession().staff.id);
  const [asked, setAsked] = useState(false);
  const [saved, setSaved] = useState<LetterInput | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const nameRef = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: api.logLetter,
    onSuccess: (_, letter) => {
      setSaved(letter);
      setAsked(false);
      clear();
      form.current?.scrollIntoView({ block: 'nearest' });
    },
  });
  const edit = (changed: Partial<LetterDraft>) => change(() => changed);
  const problems = asked ? problemsOf(draft, new Date()) : {};
  const problemOf = (field: keyof LetterDraft) => {
    const problem = problems[field];
    return problem && t(`letters.problems.${problem}`);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (save.isPending) return;
    const [first] = Object.keys(problemsOf(draft, new Date()));
    setAsked(true);
    if (first) {
      form.current?.querySelector<HTMLElement>(`[data-field="${first}"]`)?.focus();
      return;
    }
    save.mutate(letterOf(draft));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <>
      {saved && <SavedLetter key={saved.id} letter={saved} onClose={() => setSaved(null)} />}
      <form ref={form} className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
        <ScanPages
          scans={draft.scans}
          onChange={(make) => change((before) => ({ scans: make(before.scans) }))}
        />
        <SenderField
          value={draft.name}
          error={problemOf('name')}
          inputRef={nameRef}
          onChange={(name) => edit({ name })}
          onPick={({ name, postal }) => edit(filledWith(name, postal))}
        />
        <AddressFields draft={draft} problemOf={problemOf} onChange={edit} />
        <div className={classes.dates}>
          <DateField
            label={t('letters.log.writtenOn')}
            field="writtenOn"
            value={draft.writtenOn}
            error={problemOf('writtenOn')}
            onChange={(writtenOn) => edit({ writtenOn })}
          />
          <DateField
            label={t('letters.log.receivedOn')}
            field="receivedOn"
            value={draft.receivedOn}
            error={problemOf('receivedOn')}
            onChange={(receivedOn) => edit({ receivedOn })}
          />
        </div>
        <TextInput
          label={t('letters.log.postalReference')}
          size="md"
          autoComplete="off"
          maxLength={60}
          attributes={{ input: { dir: 'ltr' } }}
          classNames={{ input: classes.digits }}
          value={draft.postalReference}
          onChange={(event) => edit({ postalReference: event.currentTarget.value })}
        />
        <Textarea
          label={t('letters.log.text')}
          description={t('letters.log.textHint')}
          error={problemOf('text')}
          data-field="text"
          classNames={{ input: classes.text }}
          size="md"
          maxLength={MAX_TEXT}
          attributes={ownDirection}
          value={draft.text}
          onChange={(event) => edit({ text: event.currentTarget.value })}
        />
        {save.isError && (
          <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
            {errorText(save.error)} {t('letters.log.kept')}
          </Alert>
        )}
        <div className={classes.foot}>
          <Button type="submit" size="md" loading={save.isPending}>
            {t(save.isError ? 'letters.log.saveAgain' : 'letters.log.save')}
          </Button>
        </div>
      </form>
    </>
  );
}
