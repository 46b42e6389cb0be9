import { Alert, Button, Checkbox, Kbd, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type VisitInput } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import { PaperFiles } from '../files/PaperFiles';
import classes from './LogVisit.module.css';
import { Meeting } from './Meeting';
import { SavedVisit } from './SavedVisit';
import { SeenDocuments } from './SeenDocuments';
import { useVisitDraft } from './use-visit-draft';
import { VisitorFields } from './VisitorFields';
import {
  CONSENTS,
  problemsOf,
  RELATIONS,
  type VisitDraft,
  type VisitField,
  visitOf,
  WORDS,
} from './visit-draft';
import type { KnownVisitor } from './visitors';

const MAX_WORDS = 10_000;
const MAX_ANSWER = 5_000;

/** The hub found the telephone number to be none. */
const isPhoneRefused = (error: unknown) =>
  error instanceof ApiError &&
  (error.code === 'channel.payload_invalid' || error.fields.some(({ path }) => path === 'visitor.phone'));

export interface Logged {
  visit: VisitInput;
  address: string;
}

/** For the desk with somebody before it: who came, what they said, what they were told. */
export function LogVisit() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { draft, change, clear } = useVisitDraft(useSession().staff.id);
  const textId = useId();
  const [asked, setAsked] = useState(false);
  const [logged, setLogged] = useState<Logged | null>(null);
  const fields = useRef<Partial<Record<VisitField, HTMLElement | null>>>({});
  const keep = (field: VisitField) => (element: HTMLElement | null) => {
    fields.current[field] = element;
  };
  const save = useMutation({
    mutationFn: api.logVisit,
    onSuccess: ({ address }, visit) => {
      setLogged({ visit, address });
      setAsked(false);
      clear();
      fields.current.name?.focus();
    },
    onError: (error) => {
      if (isPhoneRefused(error)) fields.current.phone?.focus();
    },
  });
  const problems = asked ? problemsOf(draft) : {};
  const phoneRefused = save.isError && isPhoneRefused(save.error);

  const edit = (changed: Partial<VisitDraft>) => {
    if ('phone' in changed && phoneRefused) save.reset();
    change(changed);
  };
  const pick = (known: KnownVisitor) => {
    edit({ known, name: known.name ?? draft.name, phone: known.phone ?? draft.phone });
    // After the list has closed and given the focus back.
    setTimeout(() => (known.name ? fields.current.text : fields.current.name)?.focus());
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (save.isPending) return;
    const [first] = Object.keys(problemsOf(draft)) as VisitField[];
    setAsked(true);
    if (first) return fields.current[first]?.focus();
    save.mutate(visitOf(draft, new Date()));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      return submit();
    }
    if (event.defaultPrevented) return;
    // Enter goes on to the next field; only Ctrl+Enter or the button saves.
    const row: VisitField[] = ['name', 'phone', 'nationalId', 'forName', 'text'];
    const at = row.findIndex((field) => fields.current[field] === event.target);
    if (at < 0 || row[at] === 'text') {
      if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox')
        event.preventDefault();
      return;
    }
    event.preventDefault();
    const next = row.slice(at + 1).find((field) => fields.current[field]);
    if (next) fields.current[next]?.focus();
  };
  const say = (field: VisitField) => {
    const problem = problems[field];
    return problem && t(`visits.log.${problem}`);
  };

  return (
    <>
      {logged && <SavedVisit key={logged.visit.id} logged={logged} onClose={() => setLogged(null)} />}
      <form className={classes.form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
        <VisitorFields
          draft={draft}
          problems={problems}
          phoneRefused={phoneRefused}
          nameRef={keep('name')}
          phoneRef={keep('phone')}
          nationalIdRef={keep('nationalId')}
          onChange={edit}
          onPick={pick}
        />
        <div>
          <p className={classes.label}>{t('visits.log.forWhom')}</p>
          <SegmentedControl
            fullWidth
            size="md"
            aria-label={t('visits.log.forWhom')}
            value={draft.relation}
            onChange={(relation) => edit({ relation: relation as VisitDraft['relation'] })}
            data={RELATIONS.map((value) => ({ value, label: t(`visits.log.relation.${value}`) }))}
          />
        </div>
        {draft.relation !== 'self' && (
          <div className={classes.two}>
            <TextInput
              ref={keep('forName')}
              label={t('visits.log.forName')}
              error={say('forName')}
              size="md"
              autoComplete="off"
              maxLength={200}
              attributes={ownDirection}
              value={draft.forName}
              onChange={(event) => edit({ forName: event.currentTarget.value })}
            />
            <TextInput
              label={t('visits.log.kinship')}
              size="md"
              autoComplete="off"
              maxLength={200}
              attributes={ownDirection}
              value={draft.kinship}
              onChange={(event) => edit({ kinship: event.currentTarget.value })}
            />
          </div>
        )}
        <div>
          <div className={classes.wordsHead}>
            <label htmlFor={textId}>{t('visits.log.text')}</label>
            <SegmentedControl
              size="sm"
              aria-label={t('visits.log.wordsKind')}
              value={draft.wordsKind}
              onChange={(wordsKind) => edit({ wordsKind: wordsKind as VisitDraft['wordsKind'] })}
              data={WORDS.map((value) => ({ value, label: t(`visits.log.words_${value}`) }))}
            />
          </div>
          <Textarea
            id={textId}
            ref={keep('text')}
            error={say('text')}
            classNames={{ input: classes.text }}
            size="md"
            maxLength={MAX_WORDS}
            attributes={ownDirection}
            value={draft.text}
            onChange={(event) => edit({ text: event.currentTarget.value })}
          />
        </div>
        <fieldset className={classes.consent}>
          <legend className={classes.label}>{t('visits.log.consent')}</legend>
          <Checkbox
            ref={keep('mayRecord')}
            size="md"
            label={t('visits.log.mayRecord')}
            error={say('mayRecord')}
            checked={draft.mayRecord}
            onChange={(event) => edit({ mayRecord: event.currentTarget.checked })}
          />
          <Checkbox
            size="md"
            label={t('visits.log.mayContact')}
            checked={draft.mayContact}
            onChange={(event) => edit({ mayContact: event.currentTarget.checked })}
          />
          {(draft.mayRecord || draft.mayContact) && (
            <SegmentedControl
              className={classes.consentHow}
              size="sm"
              aria-label={t('visits.log.consentHow')}
              value={draft.consentHow}
              onChange={(how) => edit({ consentHow: how as VisitDraft['consentHow'] })}
              data={CONSENTS.map((value) => ({ value, label: t(`factValues.visit.consentHow.${value}`) }))}
            />
          )}
        </fieldset>
        <div>
          <p className={classes.label}>{t('visits.log.documents')}</p>
          <SeenDocuments
            documents={draft.documents}
            error={say('documents')}
            addRef={keep('documents')}
            onChange={(documents) => edit({ documents })}
          >
            <PaperFiles
              files={draft.files}
              onAdd={(file) => change((before) => ({ files: [...before.files, file] }))}
              onRemove={(id) => edit({ files: draft.files.filter((file) => file.id !== id) })}
            />
          </SeenDocuments>
        </div>
        <Meeting draft={draft} onChange={edit} />
        <Textarea
          label={t('visits.log.answer')}
          description={t('visits.log.answerHint')}
          size="md"
          autosize
          minRows={2}
          maxLength={MAX_ANSWER}
          attributes={ownDirection}
          value={draft.answer}
          onChange={(event) => edit({ answer: event.currentTarget.value })}
        />
        {save.isError && !phoneRefused && (
          <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
            {errorText(save.error)} {t('visits.log.kept')}
          </Alert>
        )}
        <div className={classes.foot}>
          <Button type="submit" size="md" loading={save.isPending}>
            {save.isError && !phoneRefused ? t('visits.log.saveAgain') : t('visits.log.save')}
          </Button>
          <span className={classes.keys} dir="ltr" aria-hidden>
            <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>
          </span>
        </div>
      </form>
    </>
  );
}
