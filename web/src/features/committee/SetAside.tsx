import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ownDirection } from '../../lib/writing';
import { useDeed } from './api';
import classes from './committee.module.css';

interface Props {
  itemId: string;
  /** To another session, or back to be verified; the latter says why. */
  how: 'postpone' | 'return';
  onClose: () => void;
}

/** Settles an item without a decision. What is written here stands in the minutes. */
export function SetAside({ itemId, how, onClose }: Props) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState(false);
  const missing = how === 'return' && words.trim() === '';
  const settle = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (missing) return;
    const body = how === 'return' ? { reason: words } : { note: words };
    deed.mutate({ method: 'POST', path: `/committee/items/${itemId}/${how}`, body }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`committee.aside_${how}.title`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={classes.stack} onSubmit={settle} noValidate>
        <p>{t(`committee.aside_${how}.hint`)}</p>
        <Textarea
          autosize
          minRows={3}
          maxLength={2_000}
          data-autofocus
          label={t(`committee.aside_${how}.words`)}
          attributes={ownDirection}
          error={asked && missing ? t('committee.reasonNeeded') : undefined}
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button type="submit" size="md" loading={deed.isPending}>
            {t(`committee.aside_${how}.do`)}
          </Button>
          <Button variant="subtle" color="gray" size="md" onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
