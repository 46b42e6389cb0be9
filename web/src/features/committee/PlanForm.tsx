import { Button, Checkbox, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';

/** Plans a session: when, where, who sits there, who chairs it, and how it decides. */
export function PlanForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const { data } = useQuery({ queryKey: committeeKeys.members, queryFn: committee.members });
  const [day, setDay] = useState('');
  const [time, setTime] = useState('10:00');
  const [place, setPlace] = useState('');
  const [mode, setMode] = useState('votes');
  const [quorum, setQuorum] = useState(2);
  const [memberIds, setMemberIds] = useState<string[]>([]);
  const [chairId, setChairId] = useState<string | null>(null);
  const ready = day !== '' && time !== '' && chairId !== null && quorum <= memberIds.length;
  const save = (event: FormEvent) => {
    event.preventDefault();
    const body = { heldAt: `${day}T${time}:00+03:00`, place, mode, quorum, chairId, memberIds };
    deed.mutate({ method: 'POST', path: '/committee/sessions', body }, { onSuccess: onDone });
  };
  const chairs = (data?.data ?? []).filter(({ id }) => memberIds.includes(id));
  return (
    <form className={classes.card} onSubmit={save} aria-label={t('committee.plan')}>
      <div className={classes.fields}>
        <TextInput
          type="date"
          label={t('committee.day')}
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
