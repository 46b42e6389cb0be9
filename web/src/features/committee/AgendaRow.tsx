import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { useDeed } from './api';
import classes from './committee.module.css';
import type { Session } from './schemas';

interface Props {
  item: Session['items'][number];
  mayRun: boolean;
}

/** One item: whose, how far it is, and the way to its dossier. What is kept from the reader is only counted. */
export function AgendaRow({ item, mayRun }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deed = useDeed();
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
      {mayRun && item.state === 'waiting' && item.cast === 0 && (
        <Button
          variant="subtle"
          color="gray"
          disabled={deed.isPending}
          onClick={() => deed.mutate({ method: 'DELETE', path: `/committee/items/${item.id}` })}
        >
          {t('committee.takeOff')}
        </Button>
      )}
    </li>
  );
}
