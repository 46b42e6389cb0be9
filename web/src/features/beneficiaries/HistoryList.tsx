import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { dateAndTime } from '../../lib/dates';
import { useAuditWords, writtenReason } from '../inbox/audit-words';
import { useAudit } from '../inbox/thread/use-thread';
import classes from './BeneficiaryPanel.module.css';

const FEW = 6;

/** What was done to the conversation and by whom, newest first. */
export function HistoryList({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAuditWords();
  const { data, isPending } = useAudit(conversationId, true);
  const [all, setAll] = useState(false);
  if (isPending) {
    return (
      <section className={classes.section}>
        <Skeleton height={14} width="40%" mb="md" />
        <Skeleton height={60} />
      </section>
    );
  }
  const lines = [...(data ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1));
  if (lines.length === 0) return null;
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>{t('panel.history')}</h3>
      <ol className={classes.history}>
        {lines.slice(0, all ? undefined : FEW).map((line) => (
          <li key={line.id}>
            {words(line)}
            {writtenReason(line) && (
              <span className={classes.reason}>
                {' '}
                {t('thread.reason')} <bdi>{writtenReason(line)}</bdi>
              </span>
            )}
            <time dateTime={line.at}>{dateAndTime(line.at, language)}</time>
          </li>
        ))}
      </ol>
      {lines.length > FEW && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)}>
          {t(all ? 'message.showLess' : 'panel.wholeHistory', { count: lines.length })}
        </Button>
      )}
    </section>
  );
}
