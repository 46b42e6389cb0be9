import { Button, Loader } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDeviceMobile, IconLink, IconUnlink } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { api } from '../../lib/api';
import { dateAndTime } from '../../lib/dates';
import { useErrorNotice } from '../../lib/error-text';
import type { ChannelLink } from '../../lib/schemas';
import classes from './LinkCard.module.css';
import { useReason } from './links';
import { QrCode } from './QrCode';

const TONES: Record<ChannelLink['state'], 'good' | 'amber' | 'red' | undefined> = {
  starting: undefined,
  code: undefined,
  linking: undefined,
  connected: 'good',
  disconnected: 'amber',
  logged_out: 'red',
  unlinked: undefined,
  unable: 'red',
};

/**
 * Asks for something that the process with the phone does a moment later: busy until the link stands differently.
 */
function useAsking(link: ChannelLink) {
  const showError = useErrorNotice();
  const [askedAt, setAskedAt] = useState<string | null>(null);
  const now = `${link.state} ${link.since}`;
  const ask = useMutation({
    mutationFn: (what: 'begin' | 'end') => (what === 'begin' ? api.beginLink(link.id) : api.endLink(link.id)),
    onMutate: () => setAskedAt(now),
    onError: (error) => {
      setAskedAt(null);
      showError(error);
    },
  });
  return { ask: ask.mutate, busy: askedAt === now };
}

export function LinkCard({ link }: { link: ChannelLink }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const reasonOf = useReason();
  const { ask, busy } = useAsking(link);
  const { state, code, number, since } = link;
  const reason = reasonOf(link);
  const isLinked = state === 'connected' || state === 'disconnected';
  const mayBegin = state === 'logged_out' || state === 'unlinked';
  const confirmEnd = () =>
    modals.openConfirmModal({
      title: t('links.end'),
      children: t('links.endHint'),
      labels: { confirm: t('links.end'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => ask('end'),
    });
  return (
    <section className={classes.card} aria-labelledby={`link-${link.id}`}>
      <header className={classes.head}>
        <IconDeviceMobile size={22} stroke={1.6} aria-hidden />
        <h3 id={`link-${link.id}`} className={classes.title}>
          {t('links.title')}
        </h3>
        <span className={classes.tag} data-tone={TONES[state]} role="status">
          {t(`links.states.${state}`)}
        </span>
      </header>
      {state === 'code' && code ? (
        <div className={classes.linking}>
          <div className={classes.tile}>
            <QrCode value={code} label={t('links.codeLabel')} />
          </div>
          <div>
            <p className={classes.lead}>{t('links.scan')}</p>
            <ol className={classes.steps}>
              {(['open', 'devices', 'point'] as const).map((step) => (
                <li key={step}>{t(`links.steps.${step}`)}</li>
              ))}
            </ol>
            <p className={classes.hint}>{t('links.codeHint')}</p>
          </div>
        </div>
      ) : (
        <div className={classes.body}>
          <div className={classes.words}>
            {number && (
              <p className={classes.number}>
                <bdi dir="ltr">{number}</bdi>
              </p>
            )}
            <p className={classes.lead}>
              {(state === 'starting' || state === 'linking') && (
                <Loader size={16} className={classes.loader} aria-hidden />
              )}
              {state === 'connected'
                ? t('links.connectedSince', { time: dateAndTime(since, language) })
                : t(`links.hints.${state}`)}
            </p>
            {reason && <p className={classes.hint}>{reason}</p>}
          </div>
          {mayBegin && (
            <Button leftSection={<IconLink size={18} />} loading={busy} onClick={() => ask('begin')}>
              {t(state === 'logged_out' ? 'links.again' : 'links.begin')}
            </Button>
          )}
          {isLinked && (
            <Button
              variant="default"
              leftSection={<IconUnlink size={18} />}
              loading={busy}
              onClick={confirmEnd}
            >
              {t('links.end')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
