import { Button, Checkbox, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { dayKey, hijriDay, hourKey } from '../../lib/dates';
import { ownDirection } from '../../lib/writing';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';
import type { Session } from './schemas';

interface Props {
  /** The one that is planned anew; a new one without it. */
  session?: Session;
  onDone: () => void;
}

/** Plans a session: when, where, who sits there, who chairs it, and how it decides. */
export function PlanForm({ session, onDone }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deed = useDeed();
  const { data } = useQuery({ queryKey: committeeKeys.members, queryFn: committee.members });
  const [day, setDay] = useState(session ? dayKey(session.heldAt) : '');
  const [time, setTime] = useState(session ? hourKey(session.heldAt) : '10:00');
  const [place, setPlace] = useState(session?.place ?? '');
  const [mode, setMode] = useState<string>(session?.mode ?? 'votes');
  const [quorum, setQuorum] = useState(session?.quorum ?? 2);
  const [memberIds, setMemberIds] = useState(session?.seats.map(({ staffId }) => staffId) ?? []);
  const [chairId, setChairId] = useState<string | null>(session?.chairId ?? null);
  const [notes, setNotes] = useState(session?.notes ?? '');
  const ready = day !== '' && time !== '' && memberIds.includes(chairId ?? '') && quorum <= memberIds.length;
  const save = (event: FormEvent) => {
    event.preventDefault();
    const body = { heldAt: `${day}T${time}:00+03:00`, place, mode, quorum, chairId, memberIds, notes };
    deed.mutate(
      session
        ? { method: 'PATCH', path: `/committee/sessions/${session.id}`, body }
        : { method: 'POST', path: '/committee/sessions', body },
      { onSuccess: onDone },
    );
  };
  const chairs = (data?.data ?? []).filter(({ id }) => memberIds.includes(id));
  return (
    <form
      className={classes.card}
      onSubmit={save}
      aria-label={t(session ? 'committee.replan' : 'committee.plan')}
    >
      <div className={classes.fields}>
        <TextInput
          type="date"
          label={t('committee.day')}
          description={day && hijriDay(day, language)}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t('committee.time')}
          value={time}
          onChange={(event) => setTime(event.currentTarget.value)}
        />
        <TextInput
          label={t('committee.place')}
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
        />
      </div>
      <Checkbox.Group label={t('committee.members')} value={memberIds} onChange={setMemberIds}>
        <div className={classes.choices}>
          {data?.data.map(({ id, name }) => (
            <Checkbox key={id} size="md" value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.fields}>
        <Select
          label={t('committee.chair')}
          data={chairs.map(({ id, name }) => ({ value: id, label: name }))}
          value={chairs.some(({ id }) => id === chairId) ? chairId : null}
          onChange={setChairId}
        />
        <NumberInput
          label={t('committee.quorum')}
          min={1}
          max={30}
          value={quorum}
          onChange={(value) => setQuorum(Number(value) || 1)}
        />
      </div>
      <SegmentedControl
        aria-label={t('committee.how')}
        value={mode}
        onChange={setMode}
        data={['votes', 'consensus'].map((value) => ({ value, label: t(`committee.mode.${value}`) }))}
      />
      <Textarea
        autosize
        maxLength={4_000}
        label={t('committee.sessionNotes')}
        attributes={ownDirection}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="md" disabled={!ready} loading={deed.isPending}>
          {t('committee.savePlan')}
        </Button>
        <Button variant="subtle" color="gray" size="md" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
