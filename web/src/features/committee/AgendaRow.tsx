import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { useDeed } from './api';
import { Conflicts } from './Conflicts';
import classes from './committee.module.css';
import type { AgendaItem, Session } from './schemas';

interface Props {
  item: Session['items'][number];
  session: Session;
  mayRun: boolean;
}

/** One item: whose, how far it is, and the way to its dossier. What is kept from the reader is only counted. */
export function AgendaRow({ item, session, mayRun }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (item.withheld) {
    return (
      <li className={classes.item}>
        <span className={classes.faint}>{t('committee.withheld', { number: item.position })}</span>
      </li>
    );
  }
  const outcome = item.decision
    ? `committee.outcome.${item.decision.outcome}`
    : `committee.item.${item.state}`;
  return (
    <li className={classes.item}>
      <span className={classes.number} aria-hidden>
        {item.position}
      </span>
      <Link to={`/committee/items/${item.id}`} className={classes.itemLink}>
        <strong>
          <bdi>{item.applicantName}</bdi>
        </strong>
        <span>{item.type[language]}</span>
        <Code>{item.reference}</Code>
      </Link>
      <span className={classes.badge} data-state={item.decision?.outcome ?? item.state}>
        {t(outcome)}
      </span>
      {item.state === 'waiting' && (
        <span className={classes.faint}>
          {t('committee.cast', { cast: item.cast, eligible: item.eligible })}
        </span>
      )}
      {item.note && (
        <span className={classes.remark} dir="auto">
          {item.note}
        </span>
      )}
      {mayRun && <RowActions item={item} session={session} />}
    </li>
  );
}

function RowActions({ item, session }: { item: AgendaItem; session: Session }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [conflicts, setConflicts] = useState(false);
  return (
    <div className={classes.rowActions}>
      <Move item={item} session={session} />
      <Button variant="subtle" color="gray" size="md" onClick={() => setConflicts(true)}>
        {t('committee.conflicts')}
      </Button>
      {item.state === 'waiting' && item.cast === 0 && (
        <Button
          variant="subtle"
          color="gray"
          size="md"
          loading={deed.isPending}
          onClick={() => deed.mutate({ method: 'DELETE', path: `/committee/items/${item.id}` })}
        >
          {t('committee.takeOff')}
        </Button>
      )}
      {conflicts && <Conflicts item={item} seats={session.seats} onClose={() => setConflicts(false)} />}
    </div>
  );
}

/** Up or down by one place. The row moves under the finger; the keyboard stays with it. */
function Move({ item, session }: { item: AgendaItem; session: Session }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const pressed = useRef<'up' | 'down' | null>(null);
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const ids = session.items.flatMap((one) => (one.withheld ? [] : [one.id]));
  const place = ids.indexOf(item.id);
  const [first, last] = [place === 0, place === ids.length - 1];
  // A row that is put elsewhere loses the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of place, not of the others.
  useLayoutEffect(() => {
    if (!pressed.current) return;
    const again = pressed.current === 'up' ? (first ? down : up) : last ? up : down;
    again.current?.focus();
    pressed.current = null;
  }, [place]);
  if (ids.length < 2) return null;
  const move = (to: 'up' | 'down') => {
    const other = to === 'up' ? place - 1 : place + 1;
    if (deed.isPending || other < 0 || other >= ids.length) return;
    pressed.current = to;
    const itemIds = ids.map((id, at) => (at === place ? ids[other]! : at === other ? item.id : id));
    deed.mutate({ method: 'PUT', path: `/committee/sessions/${session.id}/agenda`, body: { itemIds } });
  };
  return (
    <>
      <ActionIcon
        ref={up}
        variant="subtle"
        color="gray"
        size={44}
        disabled={first}
        aria-label={t('committee.moveUp', { name: item.applicantName })}
        onClick={() => move('up')}
      >
        <IconArrowUp size={20} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        ref={down}
        variant="subtle"
        color="gray"
        size={44}
        disabled={last}
        aria-label={t('committee.moveDown', { name: item.applicantName })}
        onClick={() => move('down')}
      >
        <IconArrowDown size={20} stroke={1.7} />
      </ActionIcon>
    </>
  );
}
