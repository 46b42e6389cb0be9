import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayKey } from '../../../lib/dates';
import { ownDirection } from '../../../lib/writing';
import { DateField } from '../../letters/DateField';
import type { PaperChange } from '../api';
import type { PaperKind } from '../schemas';
import classes from './papers.module.css';

export type Checking = 'verified' | 'refused' | 'waived';

interface Props {
  name: string;
  checking: Checking;
  kind: PaperKind | undefined;
  busy: boolean;
  onSave: (change: PaperChange) => void;
  onCancel: () => void;
}

/** What has to be said with a verdict: the dates of a paper that ends, the reason of a refusal. */
export function CheckPaper({ name, checking, kind, busy, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [issuedOn, setIssuedOn] = useState('');
  const [validUntil, setValidUntil] = useState('');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const verifying = checking === 'verified';
  const today = dayKey(new Date());
  const problems = {
    issuedOn:
      verifying && kind?.validMonths
        ? !issuedOn
          ? t('requests.papers.dayNeeded')
          : issuedOn > today
            ? t('requests.problems.future')
            : undefined
        : undefined,
    validUntil: verifying && kind?.needsExpiry && !validUntil ? t('requests.papers.dayNeeded') : undefined,
    reason: !verifying && !reason.trim() ? t('requests.reasonNeeded') : undefined,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (Object.values(problems).some(Boolean)) return;
    onSave({
      state: checking,
      ...(issuedOn ? { issuedOn } : {}),
      ...(validUntil ? { validUntil } : {}),
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };
  return (
    <form
      className={classes.check}
      onSubmit={submit}
      noValidate
      aria-label={t(`requests.papers.checking.${checking}`, { name })}
    >
      {verifying && kind?.validMonths && (
        <>
          <DateField
            label={t('requests.papers.issuedOn')}
            value={issuedOn}
            error={asked ? problems.issuedOn : undefined}
            onChange={setIssuedOn}
          />
          <p className={classes.quiet}>{t('requests.papers.validMonths', { count: kind.validMonths })}</p>
        </>
      )}
      {verifying && kind?.needsExpiry && (
        <DateField
          label={t('requests.papers.validUntilLabel')}
          value={validUntil}
          error={asked ? problems.validUntil : undefined}
          onChange={setValidUntil}
        />
      )}
      {verifying && validUntil && validUntil < today && (
        <p className={classes.warning} role="alert">
          {t('requests.papers.expiredWarning')}
        </p>
      )}
      {!verifying && (
        <Textarea
          label={t(`requests.papers.why.${checking}`)}
          description={t('requests.papers.whyHint')}
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
          attributes={ownDirection}
          error={asked ? problems.reason : undefined}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      <div className={classes.actions}>
        <Button type="submit" size="sm" loading={busy}>
          {t(`requests.papers.save.${checking}`)}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
