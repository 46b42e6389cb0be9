import { Button, Skeleton } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../components/ChannelMark';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useErrorNotice } from '../../lib/error-text';
import type { ChannelType, Language } from '../../lib/schemas';
import { SegmentCounter } from '../inbox/composer/SegmentCounter';
import { noticeKeys, noticesApi, type TemplateWords } from './api';
import classes from './notices.module.css';
import type { TemplateKind } from './schemas';

interface Props {
  kind: TemplateKind;
  language: Language;
  words: TemplateWords;
}

/** What a person would read or hear on each channel, with an example's values. */
export function Previews({ kind, language, words }: Props) {
  const { t } = useTranslation();
  const empty = words.body.trim() === '';
  const { data, isError, error } = useQuery({
    queryKey: noticeKeys.preview({ kind, language, words }),
    queryFn: ({ signal }) => noticesApi.preview(kind, language, words, signal),
    placeholderData: keepPreviousData,
    enabled: !empty,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isError) return <ErrorNotice error={error} />;
  if (!data) return <Skeleton height={240} radius="lg" />;
  return (
    <section className={classes.previews} aria-label={t('notices.words.preview')}>
      {data.unknown.length > 0 && (
        <p className={classes.problem} role="alert">
          {t('notices.words.unknown', { names: data.unknown.map((name) => `{${name}}`).join(' ') })}
        </p>
      )}
      {data.data.map((preview) => (
        <article key={preview.channel} className={classes.preview}>
          <header className={classes.previewHead}>
            <ChannelMark channel={preview.channel as ChannelType} size={16} />
            <span>{t(`channels.${preview.channel}`)}</span>
            {preview.channel === 'sms' && <SegmentCounter text={preview.text} />}
            {preview.channel === 'letter' && <LetterPdf kind={kind} language={language} words={words} />}
          </header>
          {preview.subject && (
            <p className={classes.subject} dir="auto">
              {preview.subject}
            </p>
          )}
          <p className={classes.previewText} dir="auto">
            {preview.text}
          </p>
          {preview.network?.text && (
            <p className={classes.quiet} dir="auto">
              {t('notices.words.onNetwork')} {preview.network.text}
            </p>
          )}
          {preview.problems.map((problem) => (
            <p key={problem} className={classes.problem}>
              {t(`notices.problems.${problem}`)}
            </p>
          ))}
        </article>
      ))}
    </section>
  );
}

/** As it would be printed. */
function LetterPdf({ kind, language, words }: Props) {
  const { t } = useTranslation();
  const showError = useErrorNotice();
  const open = async () => {
    // Opened at once: a window that comes after an answer is one that browsers hold back.
    const tab = window.open('', '_blank');
    try {
      const pdf = await noticesApi.letter(kind, language, words);
      const address = URL.createObjectURL(pdf);
      if (tab) tab.location.href = address;
    } catch (error) {
      tab?.close();
      showError(error);
    }
  };
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconPrinter size={14} />}
      onClick={() => void open()}
    >
      {t('notices.words.pdf')}
    </Button>
  );
}
