import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterProgress } from '../../lib/api';
import type { LetterToSend } from '../../lib/letter-schemas';
import { recall, remember } from '../../lib/storage';
import { ownDirection } from '../../lib/writing';
import classes from './ToSend.module.css';

/** The carrier is nearly always the one of the letter before. */
const LAST_CARRIER = 'post.carrier';
const TRACKING = /^[\w -]*$/;

interface Props {
  letter: LetterToSend;
  busy: boolean;
  onSave: (progress: LetterProgress) => void;
  onCancel: () => void;
}

export function DispatchForm({ letter, busy, onSave, onCancel }: Props) {
  const { t } = useTranslation();
  const [carrier, setCarrier] = useState(letter.carrier ?? recall(LAST_CARRIER) ?? '');
  const [trackingNumber, setTrackingNumber] = useState(letter.trackingNumber ?? '');
  const wrong = !TRACKING.test(trackingNumber);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || busy) return;
    remember(LAST_CARRIER, carrier.trim() || null);
    onSave({
      step: 'dispatched',
      from: letter.step,
      carrier: carrier.trim(),
      trackingNumber: trackingNumber.trim(),
    });
  };
  return (
    <form className={classes.ask} onSubmit={submit} noValidate>
      <TextInput
        label={t('letters.send.trackingNumber')}
        size="md"
        autoFocus
        autoComplete="off"
        maxLength={40}
        error={wrong && t('letters.send.trackingWrong')}
        attributes={{ input: { dir: 'ltr' } }}
        classNames={{ input: classes.digits }}
        value={trackingNumber}
        onChange={(event) => setTrackingNumber(event.currentTarget.value)}
      />
      <TextInput
        label={t('letters.send.carrier')}
        size="md"
        maxLength={60}
        attributes={ownDirection}
        value={carrier}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="md" loading={busy}>
          {t('letters.send.dispatchSave')}
        </Button>
        <Button variant="default" size="md" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
