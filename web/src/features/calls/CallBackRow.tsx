import { Button } from '@mantine/core';
import { IconPhone, IconPhoneCall } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { shortMoment } from '../../lib/dates';
import type { CallBack, CallOutcome } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import { useSession } from '../auth/session';
import classes from './CallBacks.module.css';

/** As the hub counts: after the third call without an answer it gives up. */
const MOST_CALLS = 3;

interface Props {
  task: CallBack;
  busy: boolean;
  onOutcome: (outcome: CallOutcome) => void;
  onCalling: (calling: boolean) => void;
}

/** A name in a sentence of another direction: FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE. */
const apart = (name: string) => `\u2068${name}\u2069`;

export function CallBackRow({ task, busy, onOutcome, onCalling }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [doubted, setDoubted] = useState(false);
  const mine = task.caller?.id === useSession().staff.id;
  const waits = new Date(task.dueAt) > now;
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <strong className={classes.name}>
          <bdi>{task.name ?? t('calls.back.unnamed')}</bdi>
        </strong>
        <a
          className={classes.number}
          href={`tel:${task.number}`}
          onClick={() => task.caller || onCalling(true)}
        >
          <IconPhone size={17} stroke={1.7} aria-hidden />
          <Code>{task.number}</Code>
        </a>
      </div>
      {task.caller && (
        <p className={classes.caller} data-mine={mine || undefined}>
          <IconPhoneCall size={17} stroke={1.7} aria-hidden />
          {mine ? t('calls.back.calling') : t('calls.back.callingBy', { name: apart(task.caller.name) })}
          {mine && (
            <Button variant="subtle" size="compact-md" onClick={() => onCalling(false)}>
              {t('calls.back.notCalling')}
            </Button>
          )}
        </p>
      )}
      <p className={classes.facts}>
        <Link to={`/inbox/all/${task.conversationId}`}>
          <Code>{task.reference}</Code>
        </Link>
        <span>{t('calls.back.attempt', { attempt: task.attempts + 1, most: MOST_CALLS })}</span>
        {waits && <span>{t('calls.back.dueLater', { moment: shortMoment(task.dueAt, now, language) })}</span>}
      </p>
      <p className={classes.script} dir="auto">
        {task.script}
      </p>
      {doubted ? (
        <div className={classes.actions}>
          <span className={classes.doubt}>{t('calls.back.wrongSure')}</span>
          <Button
            color="red"
            variant="light"
            size="md"
            loading={busy}
            onClick={() => onOutcome('wrong_number')}
          >
            {t('calls.back.wrongYes')}
          </Button>
          <Button variant="default" size="md" disabled={busy} onClick={() => setDoubted(false)}>
            {t('common.cancel')}
          </Button>
        </div>
      ) : (
        <div className={classes.actions}>
          {!task.caller && (
            <Button
              size="md"
              variant="light"
              leftSection={<IconPhoneCall size={18} stroke={1.7} aria-hidden />}
              onClick={() => onCalling(true)}
            >
              {t('calls.back.call')}
            </Button>
          )}
          <Button size="md" disabled={busy} onClick={() => onOutcome('reached')}>
            {t('calls.back.reached')}
          </Button>
          <Button variant="default" size="md" disabled={busy} onClick={() => onOutcome('no_answer')}>
            {t('calls.back.no_answer')}
          </Button>
          <Button variant="subtle" color="gray" size="md" disabled={busy} onClick={() => setDoubted(true)}>
            {t('calls.back.wrong_number')}
          </Button>
        </div>
      )}
    </li>
  );
}
