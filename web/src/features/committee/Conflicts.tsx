import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { ErrorNotice } from '../../components/ErrorNotice';
import { gregorianDay } from '../../lib/dates';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';
import type { AgendaItem, Conflict, Session } from './schemas';

interface Props {
  item: AgendaItem;
  seats: Session['seats'];
  onClose: () => void;
}

/** Who is tied to the person of an item: said for a member by whoever runs the committee, or taken back as a mistake. */
export function Conflicts({ item, seats, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: committeeKeys.conflicts(item.requestId),
    queryFn: () => committee.conflicts(item.requestId),
  });
  const told = data?.data ?? [];
  const left = seats.filter(({ staffId }) => !told.some((one) => one.staffId === staffId));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('committee.conflicts')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.stack}>
        <p>{t('committee.conflictsHint', { name: item.applicantName })}</p>
        {error && <ErrorNotice error={error} />}
        {data && told.length === 0 && <p className={classes.faint}>{t('committee.conflictsNone')}</p>}
        <ul className={classes.list}>
          {told.map((conflict) => (
            <Told key={conflict.staffId} conflict={conflict} item={item} />
          ))}
        </ul>
        {item.state === 'waiting' && data && left.length > 0 && <Declare item={item} seats={left} />}
      </div>
    </Modal>
  );
}

function Told({ conflict, item }: { conflict: Conflict; item: AgendaItem }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deed = useDeed();
  const { staff } = useSession();
  const mayWithdraw = item.state === 'waiting' && conflict.staffId !== staff.id;
  return (
    <li className={classes.told}>
      <div>
        <strong>
          <bdi>{conflict.name}</bdi>
        </strong>
        {conflict.reason && <p dir="auto">{conflict.reason}</p>}
        <p className={classes.faint}>
          {t('committee.conflictBy', {
            name: conflict.declaredBy.name,
            day: gregorianDay(conflict.declaredAt, language),
          })}
        </p>
      </div>
      {mayWithdraw && (
        <Button
          variant="subtle"
          color="gray"
          size="md"
          loading={deed.isPending}
          onClick={() =>
            deed.mutate({
              method: 'DELETE',
              path: `/requests/${item.requestId}/conflicts/${conflict.staffId}`,
            })
          }
        >
          {t('committee.conflictWithdraw')}
        </Button>
      )}
    </li>
  );
}

function Declare({ item, seats }: { item: AgendaItem; seats: Session['seats'] }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [staffId, setStaffId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const declare = (event: FormEvent) => {
    event.preventDefault();
    deed.mutate(
      { method: 'POST', path: `/requests/${item.requestId}/conflicts`, body: { staffId, reason } },
      {
        onSuccess: () => {
          setStaffId(null);
          setReason('');
        },
      },
    );
  };
  return (
    <form className={classes.stack} onSubmit={declare}>
      <Select
        label={t('committee.conflictMember')}
        data={seats.map((seat) => ({ value: seat.staffId, label: seat.name }))}
        value={staffId}
        onChange={setStaffId}
      />
      <TextInput
        label={t('committee.conflictReason')}
        maxLength={500}
        attributes={ownDirection}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="md" disabled={staffId === null} loading={deed.isPending}>
          {t('committee.conflictDeclare')}
        </Button>
      </div>
    </form>
  );
}
