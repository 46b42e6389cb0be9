import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dueState, span } from '../../lib/dates';
import type { Conversation } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import classes from './WaitingHint.module.css';

type Waiting = Pick<Conversation, 'status' | 'waitingSince' | 'answerDueAt'>;

/** How long the person has waited; amber in the last hour before the promised answer, red after it. */
export function WaitingHint({ conversation: one }: { conversation: Waiting }) {
  const { t } = useTranslation();
  const now = useNow();
  if (one.status === 'closed' || !one.waitingSince) return null;
  const due = dueState(one.answerDueAt, now);
  const from = due === 'near' || due === 'past' ? one.answerDueAt! : one.waitingSince;
  const { unit, count } = span(now.getTime() - new Date(from).getTime());
  const words = due === 'past' ? 'waiting.overdue' : due === 'near' ? 'waiting.dueIn' : 'waiting.since';
  return (
    <span className={classes.hint} data-due={due}>
      <IconClock size={13} stroke={1.8} aria-hidden />
      {t(words, { span: t(`span.${unit}`, { count }) })}
    </span>
  );
}
