import { Button, Skeleton } from '@mantine/core';
import { IconMailFast, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { printRunUrl } from '../../lib/api';
import type { LetterToSend } from '../../lib/letter-schemas';
import { LetterRow } from './LetterRow';
import classes from './ToSend.module.css';
import { useLetters, useProgress } from './use-letters';

const STEPS = ['to_print', 'printed', 'dispatched'] as const;
/** As the hub takes them at once. */
const MOST_AT_ONCE = 50;

/** Letters on their way, by what is to be done with them: print, post, wait for the receipt. */
export function ToSend() {
  const { t } = useTranslation();
  const query = useLetters();
  const { take, taken, pendingId, markPrinted, marking } = useProgress();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const letters = query.data?.pages.flatMap((page) => page.data) ?? [];
  const run = letters.filter(({ id, step }) => step === 'to_print' && !left.has(id)).slice(0, MOST_AT_ONCE);
  const runIds = run.map(({ id }) => id);
  const choose = ({ id }: LetterToSend, chosen: boolean) =>
    setLeft((before) => {
      const after = new Set(before);
      if (chosen) after.delete(id);
      else after.add(id);
      return after;
    });
  if (query.isPending) return <Skeleton height={180} radius="lg" />;
  if (query.isError && letters.length === 0) {
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <div className={classes.root}>
      <p className={classes.note} role="status">
        {taken && (
          <>
            <bdi>{taken.letter.envelope[0]}</bdi>: {t(`letters.send.done.${taken.progress.step}`)}
          </>
        )}
      </p>
      {letters.length === 0 && (
        <EmptyState icon={IconMailFast} title={t('letters.send.none')} hint={t('letters.send.noneHint')} />
      )}
      {STEPS.map((step) => {
        const group = letters.filter((letter) => letter.step === step);
        return group.length === 0 ? null : (
          <section key={step} className={classes.group} aria-label={t(`letters.steps.${step}`)}>
            <header className={classes.groupHead}>
              <h3>
                {t(`letters.steps.${step}`)} <span className={classes.count}>{group.length}</span>
              </h3>
              {step === 'to_print' && runIds.length > 1 && (
                <div className={classes.run}>
                  <Button
                    component="a"
                    href={printRunUrl(runIds)}
                    target="_blank"
                    rel="noopener"
                    variant="light"
                    size="md"
                    leftSection={<IconPrinter size={18} stroke={1.7} />}
                  >
                    {t('letters.send.printRun', { count: runIds.length })}
                  </Button>
                  <Button variant="default" size="md" loading={marking} onClick={() => markPrinted(runIds)}>
                    {t('letters.send.markAll')}
                  </Button>
                </div>
              )}
            </header>
            <ul className={classes.list}>
              {group.map((letter) => (
                <LetterRow
                  key={`${letter.id} ${letter.step}`}
                  letter={letter}
                  busy={pendingId === letter.id || marking}
                  chosen={!left.has(letter.id)}
                  onChoose={(chosen) => choose(letter, chosen)}
                  onProgress={(progress) => take({ letter, progress })}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {query.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}
