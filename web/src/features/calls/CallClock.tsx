import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import { type CallDraft, minutesAndSeconds, secondsOf } from './call-draft';
import classes from './LogCall.module.css';

/** How long the call lasts, quietly. */
export function CallClock({ draft }: { draft: CallDraft }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  const runs = draft.startedAt !== null && draft.endedAt === null && draft.direction === 'answered';
  useEffect(() => {
    if (!runs) return;
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  if (!draft.startedAt || draft.direction === 'missed') return null;
  return (
    <span className={classes.clock}>
      {t('calls.log.duration')} <Code>{minutesAndSeconds(secondsOf(draft, now))}</Code>
    </span>
  );
}
