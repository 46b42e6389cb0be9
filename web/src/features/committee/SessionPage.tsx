import { Button, Checkbox, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { ErrorNotice } from '../../components/ErrorNotice';
import { clockTime, gregorianDay, hijriDay } from '../../lib/dates';
import { AddToAgenda } from './AddToAgenda';
import { AgendaRow } from './AgendaRow';
import { committee, committeeKeys, minutesUrl, useDeed } from './api';
import classes from './committee.module.css';
import { PageHead } from './PageHead';
import { PlanForm } from './PlanForm';
import type { Session } from './schemas';

const LOOK_AGAIN = 10_000;

/** One session: who is there, whether that is enough, and what is dealt with. */
export function SessionPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { sessionId = '' } = useParams();
  const { data: session, error } = useQuery({
    queryKey: committeeKeys.session(sessionId),
    queryFn: () => committee.session(sessionId),
    refetchInterval: LOOK_AGAIN,
  });
  const [replanning, setReplanning] = useState(false);
  if (error) return <ErrorNotice error={error} />;
  if (!session) return null;
  if (replanning && session.state === 'planned') {
    return (
      <main className={classes.root}>
        <PageHead title={t('committee.session', { number: session.number })} back="/committee" />
        <PlanForm session={session} onDone={() => setReplanning(false)} />
      </main>
    );
  }
  const open = session.state === 'planned' || session.state === 'in_session';
  return (
    <main className={classes.root}>
      <PageHead title={t('committee.session', { number: session.number })} back="/committee">
        <span className={classes.badge} data-state={session.state}>
          {t(`committee.state.${session.state}`)}
        </span>
      </PageHead>
      <p className={classes.when}>
        {gregorianDay(session.heldAt, language)} · {clockTime(session.heldAt, language)}
        <span className={classes.faint}>{hijriDay(session.heldAt, language)}</span>
        {session.place && <bdi>{session.place}</bdi>}
        <span>{t(`committee.mode.${session.mode}`)}</span>
      </p>
      {session.notes && (
        <p className={classes.words} dir="auto">
          {session.notes}
        </p>
      )}
      <Attendance session={session} />
      <section className={classes.card} aria-label={t('committee.agenda')}>
        <h2>{t('committee.agenda')}</h2>
        {session.items.length === 0 && <p className={classes.faint}>{t('committee.agendaEmpty')}</p>}
        <ol className={classes.list}>
          {session.items.map((item) => (
            <AgendaRow
              key={item.withheld ? item.position : item.id}
              item={item}
              session={session}
              mayRun={session.mayRun && open}
            />
          ))}
        </ol>
        {session.mayRun && open && <AddToAgenda sessionId={session.id} />}
      </section>
      <Steps session={session} onReplan={() => setReplanning(true)} />
    </main>
  );
}

/** Each seat with a mark of presence, and in plain words whether the quorum is there. */
function Attendance({ session }: { session: Session }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const open = session.state === 'planned' || session.state === 'in_session';
  const mark = (staffId: string, present: boolean) => {
    const seats = session.seats.map((seat) => ({
      staffId: seat.staffId,
      present: seat.staffId === staffId ? present : seat.present,
    }));
    deed.mutate({ method: 'PUT', path: `/committee/sessions/${session.id}/seats`, body: { seats } });
  };
  const enough = session.present >= session.quorum;
  return (
    <section className={classes.card} aria-label={t('committee.attendance')}>
      <h2>{t('committee.attendance')}</h2>
      <p className={classes.quorum} data-enough={enough}>
        {t(enough ? 'committee.quorumThere' : 'committee.quorumNotThere', {
          present: session.present,
          quorum: session.quorum,
        })}
      </p>
      <div className={classes.choices}>
        {session.seats.map(({ staffId, name, present }) => (
          <Checkbox
            key={staffId}
            size="md"
            checked={present}
            disabled={!session.mayRun || !open || deed.isPending}
            label={staffId === session.chairId ? t('committee.chairNamed', { name }) : name}
            onChange={(event) => mark(staffId, event.currentTarget.checked)}
          />
        ))}
      </div>
    </section>
  );
}

function Steps({ session, onReplan }: { session: Session; onReplan: () => void }) {
  const { t } = useTranslation();
  const [cancelling, setCancelling] = useState(false);
  const deed = useDeed();
  const step = (method: 'POST' | 'DELETE', end: string) =>
    deed.mutate({ method, path: `/committee/sessions/${session.id}${end}` });
  const waiting = session.items.some((item) => !item.withheld && item.state === 'waiting');
  return (
    <div className={classes.actions}>
      {session.mayRun && session.state === 'planned' && (
        <>
          <Button
            size="md"
            loading={deed.isPending}
            disabled={session.present < session.quorum}
            onClick={() => step('POST', '/open')}
          >
            {t('committee.open')}
          </Button>
          <Button variant="default" size="md" onClick={onReplan}>
            {t('committee.replan')}
          </Button>
          <Button variant="subtle" color="gray" size="md" onClick={() => setCancelling(true)}>
            {t('committee.cancelSession')}
          </Button>
        </>
      )}
      {session.mayRun && session.state === 'in_session' && (
        <Button size="md" loading={deed.isPending} disabled={waiting} onClick={() => step('POST', '/close')}>
          {t('committee.close')}
        </Button>
      )}
      {cancelling && session.state === 'planned' && (
        <Modal
          opened
          onClose={() => setCancelling(false)}
          title={t('committee.cancelSession')}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          <div className={classes.stack}>
            <p>{t('committee.cancelSure')}</p>
            <div className={classes.actions}>
              <Button color="red" size="md" loading={deed.isPending} onClick={() => step('DELETE', '')}>
                {t('committee.cancelYes')}
              </Button>
              <Button variant="subtle" color="gray" size="md" onClick={() => setCancelling(false)}>
                {t('committee.cancelNo')}
              </Button>
            </div>
          </div>
        </Modal>
      )}
      {session.hasMinutes && (
        <Button
          component="a"
          href={minutesUrl(session.id)}
          target="_blank"
          rel="noopener"
          variant="default"
          size="md"
        >
          {t('committee.minutes')}
        </Button>
      )}
    </div>
  );
}
