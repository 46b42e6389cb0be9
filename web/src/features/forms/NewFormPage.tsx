import { ActionIcon, Alert, Button, SegmentedControl } from '@mantine/core';
import { IconAlertCircle, IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { problemOf } from '../../../forms/check';
import { asked, type FormName, STEPS } from '../../../forms/questions';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { api } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { useSession } from '../auth/session';
import { PaperFiles } from '../files/PaperFiles';
import { FormQuestion } from './FormQuestion';
import classes from './NewFormPage.module.css';
import { useFilledForm } from './use-filled-form';

const LOOK_AGAIN_MS = 700;

/** The public forms, filled in by one of us for somebody who cannot: all questions on one page. */
export function NewFormPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const { staff } = useSession();
  const { filled, change, begin } = useFilledForm(staff.id);
  const [asks, setAsks] = useState(false);
  const meta = useQuery({ queryKey: ['forms', 'meta'], queryFn: api.formMeta, staleTime: 300_000 });
  const save = useMutation({ mutationFn: api.fillIn });
  const outcome = useQuery({
    queryKey: ['forms', 'outcome', save.data?.id],
    queryFn: () => api.formOutcome(save.data?.id ?? ''),
    enabled: save.isSuccess,
    refetchInterval: ({ state }) => (state.data?.reference ? false : LOOK_AGAIN_MS),
  });
  const questions = STEPS[filled.name]
    .flatMap((step) => asked(step.questions, filled.answers))
    .filter(({ kind }) => kind !== 'files');
  const refused = save.error instanceof ApiError ? save.error.fields : [];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsks(true);
    const wrong = questions.find((question) => problemOf(question, filled.answers));
    if (wrong) document.getElementById(`form-${wrong.name}`)?.focus();
    else if (!save.isPending) save.mutate({ ...filled, files: filled.files.map(({ id }) => id), language });
  };
  const again = (name: FormName) => {
    begin(name);
    setAsks(false);
    save.reset();
  };

  return (
    <main className={classes.root}>
      <header className={classes.head}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('settings.backToInbox')}
          onClick={() => navigate('/inbox')}
        >
          <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
        </ActionIcon>
        <h1>{t('forms.title')}</h1>
      </header>
      {save.isSuccess ? (
        <section className={classes.card} role="status" aria-label={t('forms.saved')}>
          <h2>{t('forms.saved')}</h2>
          <p className={classes.reference}>
            <Code>{outcome.data?.reference ?? save.data.receipt}</Code>
          </p>
          <p className={classes.hint}>{t('forms.tell')}</p>
          <Button size="md" onClick={() => again(filled.name)}>
            {t('forms.another')}
          </Button>
        </section>
      ) : (
        <form className={classes.card} onSubmit={submit} noValidate>
          <SegmentedControl
            size="md"
            aria-label={t('forms.kind')}
            value={filled.name}
            onChange={(name) => again(name as FormName)}
            data={(['help', 'volunteer'] as const).map((value) => ({ value, label: t(`forms.${value}`) }))}
          />
          {questions.map((question) => (
            <FormQuestion
              key={question.name}
              form={filled.name}
              question={question}
              answerBy={meta.data?.answerBy ?? []}
              answer={filled.answers[question.name]}
              problem={asks ? problemOf(question, filled.answers) : null}
              onAnswer={(answer) =>
                change((was) => ({ ...was, answers: { ...was.answers, [question.name]: answer } }))
              }
            />
          ))}
          <PaperFiles
            files={filled.files}
            onAdd={(file) => change((was) => ({ ...was, files: [...was.files, file] }))}
            onRemove={(id) =>
              change((was) => ({ ...was, files: was.files.filter((file) => file.id !== id) }))
            }
          />
          <p className={classes.hint}>{t('forms.consent')}</p>
          {save.isError && (
            <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
              {refused.length > 0 ? refused.map(({ message }) => message).join(' ') : errorText(save.error)}
            </Alert>
          )}
          <Button type="submit" size="md" loading={save.isPending}>
            {t('forms.save')}
          </Button>
        </form>
      )}
    </main>
  );
}
