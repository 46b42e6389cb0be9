import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { ownDirection } from '../../../lib/writing';
import type { SupportRequest } from '../schemas';
import classes from './RequestPage.module.css';

const NEEDS_REASON = ['withdraw', 'return', 'appeal'];

interface Props {
  request: SupportRequest;
  action: string;
  busy: boolean;
  onTake: (reason?: string) => void;
  onClose: () => void;
}

/** Says what a step brings with it before it is taken, and asks why where that is kept. */
export function StepModal({ request, action, busy, onTake, onClose }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const needsReason = NEEDS_REASON.includes(action);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!needsReason) onTake();
    else if (reason.trim()) onTake(reason.trim());
  };
  const papers = request.papers.filter(
    ({ state, required, expired }) =>
      (state === 'missing' && required) || state === 'refused' || (expired && state !== 'waived'),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`requests.actions.${action}`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={classes.modal} onSubmit={submit} noValidate>
        <p>{t(`requests.asks.${action}`)}</p>
        {action === 'ask_papers' && (
          <ul>
            {papers.map(({ key, label }) => (
              <li key={key}>{label[language]}</li>
            ))}
          </ul>
        )}
        {needsReason && (
          <Textarea
            label={t('requests.reason')}
            data-autofocus
            autosize
            minRows={3}
            maxLength={1000}
            attributes={ownDirection}
            error={asked && !reason.trim() ? t('requests.reasonNeeded') : undefined}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        )}
        <div className={classes.modalFoot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} data-autofocus={needsReason ? undefined : true}>
            {t(`requests.actions.${action}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
