import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileTypePdf, IconSignature } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { ErrorNotice } from '../../components/ErrorNotice';
import { clockTime, gregorianDay, hijriDay } from '../../lib/dates';
import { useCan } from '../auth/session';
import classes from './Attestation.module.css';
import { attestationApi, attestationKeys, attestationPdfUrl } from './api';
import { SignModal } from './SignModal';
import type { AttestationView } from './schemas';

interface Props {
  requestId: string;
  /** Changes when the request does: the state is then read again. */
  version: string;
  /** Something is typed and not saved: what would be signed is not what is on the page. */
  unsaved: boolean;
  onChanged: () => void;
}

/** Whether the person stands by what the request says: in force, void and why, and taking it. */
export function Attestation({ requestId, version, unsaved, onChanged }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const [signing, setSigning] = useState(false);
  const { data, isError, error, refetch } = useQuery({
    queryKey: [...attestationKeys.form(requestId), version],
    queryFn: () => attestationApi.form(requestId),
    enabled: can('requests.write'),
    placeholderData: (before) => before,
  });
  if (!can('requests.write')) return null;
  if (isError) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} radius="lg" />;
  const { inForce, history, open } = data;
  const [last] = history;
  const earlier = history.filter(({ id }) => id !== (inForce ?? last)?.id);
  return (
    <section className={classes.card} aria-label={t('attestation.title')}>
      <h2 className={classes.title}>{t('attestation.title')}</h2>
      {inForce && <Held requestId={requestId} attestation={inForce} />}
      {!inForce && last && <Voided requestId={requestId} attestation={last} asks={open} />}
      {history.length === 0 && <p className={classes.quiet}>{t('attestation.none')}</p>}
      {open && (
        <div className={classes.act}>
          <Button
            variant={inForce ? 'default' : 'filled'}
            size="md"
            disabled={unsaved}
            leftSection={<IconSignature size={18} stroke={1.7} />}
            onClick={() => setSigning(true)}
          >
            {t(inForce ? 'attestation.replace' : last ? 'attestation.again' : 'attestation.take')}
          </Button>
          {unsaved && <span className={classes.quiet}>{t('attestation.saveFirst')}</span>}
        </div>
      )}
      {earlier.length > 0 && (
        <details className={classes.earlier}>
          <summary>{t('attestation.earlier')}</summary>
          {earlier.map((one) => (
            <Voided key={one.id} requestId={requestId} attestation={one} asks={false} />
          ))}
        </details>
      )}
      {signing && (
        <SignModal
          requestId={requestId}
          now={data}
          onClose={() => setSigning(false)}
          onOutdated={() => void refetch()}
          onSigned={() => {
            setSigning(false);
            void refetch();
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function Held({ requestId, attestation }: { requestId: string; attestation: AttestationView }) {
  const { t } = useTranslation();
  return (
    <div className={classes.state} data-tone="green">
      <IconCircleCheck size={22} stroke={1.7} aria-hidden />
      <div>
        <strong>{t('attestation.inForce')}</strong>
        <Facts requestId={requestId} attestation={attestation} />
      </div>
    </div>
  );
}

function Voided({
  requestId,
  attestation,
  asks,
}: {
  requestId: string;
  attestation: AttestationView;
  asks: boolean;
}) {
  const { t } = useTranslation();
  const when = useMoment();
  const reason = attestation.voidReason === 'replaced' ? 'replaced' : 'data_changed';
  return (
    <div className={classes.state} data-tone={asks ? 'amber' : 'grey'} role={asks ? 'status' : undefined}>
      <IconAlertTriangle size={22} stroke={1.7} aria-hidden />
      <div>
        <strong>{t(`attestation.void.${reason}`)}</strong>
        {attestation.voidedAt && <p>{t('attestation.voidedAt', { when: when(attestation.voidedAt) })}</p>}
        {asks && <p>{t('attestation.asks')}</p>}
        <Facts requestId={requestId} attestation={attestation} />
      </div>
    </div>
  );
}

function Facts({ requestId, attestation }: { requestId: string; attestation: AttestationView }) {
  const { t } = useTranslation();
  const when = useMoment();
  const { id, method, signerName, witness, recordedBy, signedAt, sha256 } = attestation;
  return (
    <>
      <p>
        <bdi>{signerName}</bdi> · {t(`attestation.by.${method}`)} · {when(signedAt)}
      </p>
      <p>
        {witness && (
          <>
            {t('attestation.witness')}: <bdi>{witness.name}</bdi>
            {recordedBy && ' · '}
          </>
        )}
        {recordedBy && (
          <>
            {t('attestation.recordedBy')}: <bdi>{recordedBy.name}</bdi>
          </>
        )}
      </p>
      <a className={classes.pdf} href={attestationPdfUrl(requestId, id)} target="_blank" rel="noopener">
        <IconFileTypePdf size={18} stroke={1.6} aria-hidden />
        {t('attestation.pdf')}
      </a>
      <p className={classes.hash}>
        SHA-256 <code dir="ltr">{sha256}</code>
      </p>
    </>
  );
}

function useMoment(): (at: string) => string {
  const language = useLanguage();
  return (at) => `${hijriDay(at, language)} (${gregorianDay(at, language)}) ${clockTime(at, language)}`;
}
