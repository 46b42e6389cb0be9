import { Button, Modal, TextInput } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { useCan } from '../auth/session';
import { useSaving } from '../settings/use-saving';
import { noticesApi } from './api';
import classes from './notices.module.css';

/** Riyadh is three hours ahead of UTC all year. */
const RIYADH = '+03:00';

/** Asks the person to come: when and where, told on their own channel. */
export function Appointment({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState(false);
  if (!can('requests.write')) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconCalendarPlus size={16} stroke={1.7} />}
        onClick={() => setOpen(true)}
      >
        {t('notices.appointment.ask')}
      </Button>
      {open && <Form requestId={requestId} onClose={() => setOpen(false)} />}
    </>
  );
}

function Form({ requestId, onClose }: { requestId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [day, setDay] = useState('');
  const [time, setTime] = useState('');
  const [place, setPlace] = useState('');
  const appoint = useSaving({
    save: () => noticesApi.appoint(requestId, `${day}T${time}:00${RIYADH}`, place.trim()),
    refresh: [['support-request', requestId]],
    notice: t('notices.appointment.sent'),
    onSaved: onClose,
  });
  const ready = day !== '' && time !== '' && place.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) appoint.mutate(undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('notices.appointment.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={classes.fields} onSubmit={submit} noValidate>
        <p className={classes.quiet}>{t('notices.appointment.hint')}</p>
        <TextInput
          type="date"
          label={t('notices.appointment.day')}
          description={
            day
              ? `${gregorianDay(`${day}T12:00:00${RIYADH}`, language)} · ${hijriDay(`${day}T12:00:00${RIYADH}`, language)}`
              : undefined
          }
          data-autofocus
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t('notices.appointment.time')}
          value={time}
          onChange={(event) => setTime(event.currentTarget.value)}
        />
        <TextInput
          label={t('notices.appointment.place')}
          dir="auto"
          maxLength={200}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={appoint.isPending}>
            {t('notices.appointment.send')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
