import { IconClockHour4 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { riyals } from '../requests/money';
import { Card } from '../requests/page/Card';
import type { SupportRequest } from '../requests/schemas';
import { committee, committeeKeys } from './api';
import classes from './committee.module.css';

/** Nothing of the decision has left the house. */
const NOT_TOLD = ['draft', 'awaiting_approval', 'due'];

/** What the committee decided, for whoever looks after the request, and whether the person knows of it. */
export function DecisionCard({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { decision } = request;
  const { data: reasons } = useQuery({
    queryKey: committeeKeys.reasons,
    queryFn: committee.reasons,
    enabled: decision !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!decision) return null;
  const both = (at: string) => `${gregorianDay(at, language)} · ${hijriDay(at, language)}`;
  const notice = request.notices.find(({ kind, round }) => kind === 'decision' && round === decision.round);
  const reason = reasons?.data.find(({ code }) => code === decision.reasonCode);
  const { award } = decision;
  return (
    <Card
      title={t('committee.decide')}
      aside={
        <span className={classes.badge} data-state={decision.outcome}>
          {t(`committee.outcome.${decision.outcome}`)}
        </span>
      }
    >
      <div className={classes.stack}>
        {(!notice || NOT_TOLD.includes(notice.state)) && (
          <p className={classes.warning}>
            <IconClockHour4 size={18} stroke={1.7} aria-hidden /> {t('committee.notTold')}
          </p>
        )}
        <dl className={classes.facts}>
          <Fact label={t('committee.decidedOn')}>{both(decision.decidedAt)}</Fact>
          <Fact label={t('committee.reason')}>{reason?.words[language] ?? decision.reasonCode}</Fact>
          {award && <Fact label={t('committee.what')}>{award.what}</Fact>}
          {award?.amountHalalas != null && (
            <Fact label={t('committee.amountGiven')}>{riyals(award.amountHalalas, language)}</Fact>
          )}
          {award?.period && <Fact label={t('committee.period')}>{award.period}</Fact>}
          {award?.conditions && <Fact label={t('committee.conditions')}>{award.conditions}</Fact>}
          {decision.appealUntil && (
            <Fact label={t('committee.appealUntil')}>{both(decision.appealUntil)}</Fact>
          )}
        </dl>
        <p className={classes.words} dir="auto">
          {decision.reasonText}
        </p>
        {decision.appealText && (
          <p className={classes.words} dir="auto">
            {decision.appealText}
          </p>
        )}
      </div>
    </Card>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
