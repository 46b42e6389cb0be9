import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../auth/session';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';
import { DecisionForm } from './DecisionForm';
import { type AgendaItem, CHOICES, type Dossier } from './schemas';

/** What the reader may do at the end of a dossier: stand aside, vote, or record what was decided. */
export function ItemPanel({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const deed = useDeed();
  const { staff } = useSession();
  const [asked, setAsked] = useState(false);
  const { data: session } = useQuery({
    queryKey: committeeKeys.session(dossier.sessionId),
    queryFn: () => committee.session(dossier.sessionId),
  });
  const item = session?.items.find((one) => !one.withheld && one.id === dossier.itemId) as
    | AgendaItem
    | undefined;
  if (!session || !item) return null;
  const aside = () =>
    deed.mutate(
      { method: 'POST', path: `/requests/${dossier.requestId}/conflicts`, body: { staffId: staff.id } },
      { onSuccess: () => void navigate(`/committee/${session.id}`) },
    );
  return (
    <>
      {item.mayVote && <VoteForm item={item} />}
      {(item.votes || item.cast > 0) && <Tally item={item} />}
      {session.mayRun && session.state === 'in_session' && item.state === 'waiting' && (
        <DecisionForm dossier={dossier} session={session} item={item} />
      )}
      {session.mySeat && item.state === 'waiting' && (
        <div className={classes.actions}>
          {asked ? (
            <>
              <span>{t('committee.asideSure')}</span>
              <Button color="red" variant="light" size="md" loading={deed.isPending} onClick={aside}>
                {t('committee.asideYes')}
              </Button>
              <Button variant="subtle" color="gray" size="md" onClick={() => setAsked(false)}>
                {t('common.cancel')}
              </Button>
            </>
          ) : (
            <Button variant="subtle" color="gray" size="md" onClick={() => setAsked(true)}>
              {t('committee.aside')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function VoteForm({ item }: { item: AgendaItem }) {
  const { t } = useTranslation();
  const deed = useDeed();
  // Nothing is chosen beforehand: it would be a suggestion.
  const [choice, setChoice] = useState<string>(item.myVote?.choice ?? '');
  const [note, setNote] = useState(item.myVote?.note ?? '');
  const vote = () =>
    deed.mutate({ method: 'PUT', path: `/committee/items/${item.id}/vote`, body: { choice, note } });
  return (
    <section className={classes.card} aria-label={t('committee.vote')}>
      <h2>{t('committee.vote')}</h2>
      <p className={classes.faint}>{t('committee.voteHint')}</p>
      <SegmentedControl
        fullWidth
        aria-label={t('committee.vote')}
        value={choice}
        onChange={setChoice}
        data={CHOICES.map((value) => ({ value, label: t(`committee.choice.${value}`) }))}
      />
      <Textarea
        autosize
        label={t('committee.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        <Button size="md" disabled={choice === ''} loading={deed.isPending} onClick={vote}>
          {t(item.myVote ? 'committee.voteAgain' : 'committee.voteNow')}
        </Button>
        {item.myVote && <span role="status">{t('committee.voted')}</span>}
      </div>
    </section>
  );
}

function Tally({ item }: { item: AgendaItem }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-label={t('committee.votes')}>
      <h2>{t('committee.votes')}</h2>
      {item.votes ? (
        <ul className={classes.plain}>
          {item.votes.ballots.map(({ staffId, name, choice }) => (
            <li key={staffId}>
              <bdi>{name}</bdi> · {t(`committee.choice.${choice}`)}
            </li>
          ))}
        </ul>
      ) : (
        <p>{t('committee.cast', { cast: item.cast, eligible: item.eligible })}</p>
      )}
    </section>
  );
}
