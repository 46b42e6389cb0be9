import { Alert, Button, Kbd, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Code } from '../../components/Code';
import { api, type CallInput } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import { CallClock } from './CallClock';
import { type CallDraft, callOf, problemsOf } from './call-draft';
import type { Caller } from './callers';
import classes from './LogCall.module.css';
import { NumberField } from './NumberField';
import { SavedCall } from './SavedCall';
import { useCallDraft } from './use-call-draft';

const MAX_NAME = 200;
const MAX_SUMMARY = 5000;
const DIRECTIONS = ['answered', 'missed'] as const;

/** The hub found the number to be none. */
const isNumberRefused = (error: unknown) =>
  error instanceof ApiError &&
  (error.code === 'channel.payload_invalid' || error.fields.some(({ path }) => path === 'number'));

/** For the hand that holds the receiver: number, name, what it was about, done. */
export function LogCall() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { draft, change, clear } = useCallDraft(useSession().staff.id);
  const [asked, setAsked] = useState(false);
  const [saved, setSaved] = useState<CallInput | null>(null);
  const numberRef = useRef<HTMLInputElement>(null);
  const nameRef = useRef<HTMLInputElement>(null);
  const summaryRef = useRef<HTMLTextAreaElement>(null);
  const save = useMutation({
    mutationFn: api.logCall,
    onSuccess: (_, call) => {
      setSaved(call);
      setAsked(false);
      clear();
      numberRef.current?.focus();
    },
    onError: (error) => {
      if (isNumberRefused(error)) numberRef.current?.focus();
    },
  });
  const problems = asked ? problemsOf(draft) : {};
  const refused = save.isError && isNumberRefused(save.error);

  const edit = (changed: Partial<CallDraft>) => {
    if ('number' in changed && refused) save.reset();
    change(changed);
  };
  const pick = (caller: Caller) => {
    edit({ number: caller.number, name: caller.name ?? draft.name, caller });
    // After the list has closed and given the focus back.
    setTimeout(() => (caller.name ? summaryRef : nameRef).current?.focus());
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (save.isPending) return;
    const wrong = problemsOf(draft);
    setAsked(true);
    if (wrong.number) return numberRef.current?.focus();
    if (wrong.summary) return summaryRef.current?.focus();
    const now = new Date();
    const endedAt = draft.endedAt ?? now.toISOString();
    change({ endedAt });
    save.mutate(callOf({ ...draft, endedAt }, now));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      return submit();
    }
    if (event.defaultPrevented) return;
    // Enter goes on to the next field; only Ctrl+Enter or the button saves.
    const next =
      event.target === numberRef.current ? nameRef : event.target === nameRef.current && summaryRef;
    if (!next) return;
    event.preventDefault();
    next.current?.focus();
  };

  return (
    <>
      {saved && <SavedCall key={saved.id} call={saved} onClose={() => setSaved(null)} />}
      <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
        <div>
          <NumberField
            value={draft.number}
            error={
              refused ? t('calls.log.numberRefused') : problems.number && t(`calls.log.${problems.number}`)
            }
            inputRef={numberRef}
            onChange={(number) => edit({ number })}
            onPick={pick}
          />
          {draft.caller && (
            <p className={classes.known}>
              <Link to={`/inbox/all/${draft.caller.conversationId}`}>
                {t('calls.log.lastConversation')} <Code>{draft.caller.reference}</Code>
              </Link>
            </p>
          )}
        </div>
        <TextInput
          ref={nameRef}
          label={t('calls.log.name')}
          size="md"
          autoComplete="off"
          maxLength={MAX_NAME}
          attributes={ownDirection}
          value={draft.name}
          onChange={(event) => edit({ name: event.currentTarget.value })}
        />
        <Textarea
          ref={summaryRef}
          label={t('calls.log.summary')}
          error={problems.summary && t(`calls.log.${problems.summary}`)}
          classNames={{ input: classes.summary }}
          size="md"
          maxLength={MAX_SUMMARY}
          attributes={ownDirection}
          value={draft.summary}
          onChange={(event) => edit({ summary: event.currentTarget.value })}
        />
        <div className={classes.facts}>
          <SegmentedControl
            size="md"
            aria-label={t('calls.log.direction')}
            value={draft.direction}
            onChange={(direction) => edit({ direction: direction as CallDraft['direction'] })}
            data={DIRECTIONS.map((value) => ({ value, label: t(`calls.log.${value}`) }))}
          />
          <CallClock draft={draft} />
        </div>
        {save.isError && !refused && (
          <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
            {errorText(save.error)} {t('calls.log.kept')}
          </Alert>
        )}
        <div className={classes.foot}>
          <Button type="submit" size="md" loading={save.isPending}>
            {save.isError && !refused ? t('calls.log.saveAgain') : t('calls.log.save')}
          </Button>
          <span className={classes.keys} dir="ltr" aria-hidden>
            <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>
          </span>
        </div>
      </form>
    </>
  );
}
