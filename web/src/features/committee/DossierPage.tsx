import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { ErrorNotice } from '../../components/ErrorNotice';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { riyals } from '../requests/money';
import { shownAnswer } from './answers';
import { committee, committeeKeys, fileUrl } from './api';
import classes from './committee.module.css';
import { ItemPanel } from './ItemPanel';
import { PageHead } from './PageHead';
import type { Dossier } from './schemas';

/** All about one request, to be read in peace from top to bottom; the vote and the decision come at the end. */
export function DossierPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { itemId = '' } = useParams();
  const { data: dossier, error } = useQuery({
    queryKey: committeeKeys.dossier(itemId),
    queryFn: () => committee.dossier(itemId),
    retry: false,
  });
  const both = (at: string) => `${gregorianDay(at, language)} · ${hijriDay(at, language)}`;
  if (error) {
    return (
      <main className={classes.root}>
        <PageHead title={t('committee.dossier')} back="/committee" />
        <ErrorNotice error={error} />
      </main>
    );
  }
  if (!dossier) return null;
  return (
    <main className={classes.root}>
      <PageHead title={dossier.applicantName} back={`/committee/${dossier.sessionId}`}>
        <Code>{dossier.reference}</Code>
      </PageHead>
      {dossier.missing.length > 0 && (
        <p className={classes.warning} role="status">
          {t('committee.notReady')}
        </p>
      )}
      <Part title={dossier.type[language]}>
        <dl className={classes.facts}>
          <Fact label={t('committee.nationalId')}>
            {dossier.nationalIdMasked && <Code>{dossier.nationalIdMasked}</Code>}
          </Fact>
          <Fact label={t('committee.birthDate')}>{dossier.birthDate && both(dossier.birthDate)}</Fact>
          <Fact label={t('committee.city')}>{dossier.city}</Fact>
          <Fact label={t('committee.submitted')}>{both(dossier.submittedAt)}</Fact>
          {dossier.answers.map((answer) => (
            <Fact key={answer.key} label={answer.label[language]}>
              {shownAnswer(answer, language)}
            </Fact>
          ))}
        </dl>
      </Part>
      <Part title={t('committee.household')} empty={dossier.household.length === 0}>
        <ul className={classes.plain}>
          {dossier.household.map((one) => (
            <li key={one.id}>
              <bdi>{one.name}</bdi> · {t(`committee.relation.${one.relation}`)}
              {one.birthDate && ` · ${hijriDay(one.birthDate, language)}`}
              {one.note && ` · ${one.note}`}
            </li>
          ))}
        </ul>
      </Part>
      <Papers dossier={dossier} />
      <Part title={t('committee.report')} empty={!dossier.socialReport}>
        <p className={classes.words} dir="auto">
          {dossier.socialReport?.text}
        </p>
        {dossier.socialReport?.recommendation && (
          <p className={classes.words} dir="auto">
            <strong>{t('committee.recommendation')}</strong> {dossier.socialReport.recommendation}
          </p>
        )}
        <p className={classes.faint}>{dossier.socialReport?.author.name}</p>
      </Part>
      <Part title={t('committee.attestation')} empty={!dossier.attestation}>
        {dossier.attestation && (
          <p>
            {t('committee.attested', {
              name: dossier.attestation.signerName,
              day: both(dossier.attestation.signedAt),
            })}
          </p>
        )}
      </Part>
      <Part title={t('committee.earlier')} empty={dossier.earlier.length === 0}>
        <ul className={classes.plain}>
          {dossier.earlier.map((one) => (
            <li key={`${one.reference}${one.submittedAt}`}>
              <Code>{one.reference}</Code> · {one.type[language]} · {hijriDay(one.submittedAt, language)}
              {one.outcome && ` · ${t(`committee.outcome.${one.outcome}`)}`}
              {one.award?.amountHalalas != null && ` · ${riyals(one.award.amountHalalas, language)}`}
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t('committee.history')} empty={dossier.history.length === 0}>
        <ul className={classes.plain}>
          {dossier.history.map(({ to, at }) => (
            <li key={at}>
              {t(`requests.states.${to}`)} · {both(at)}
            </li>
          ))}
        </ul>
      </Part>
      <ItemPanel dossier={dossier} />
    </main>
  );
}

function Papers({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Part title={t('committee.papers')} empty={dossier.papers.length + dossier.otherFiles.length === 0}>
      <ul className={classes.plain}>
        {dossier.papers.map((paper) => (
          <li key={paper.key} className={classes.paper}>
            <strong>{paper.label[language]}</strong>{' '}
            <span className={classes.badge} data-state={paper.expired ? 'expired' : paper.state}>
              {t(`committee.paper.${paper.expired ? 'expired' : paper.state}`)}
            </span>
            {paper.validUntil && (
              <span className={classes.faint}>
                {' '}
                {t('committee.validUntil', { day: gregorianDay(paper.validUntil, language) })}
              </span>
            )}
            <Files itemId={dossier.itemId} files={paper.files} />
          </li>
        ))}
        {dossier.otherFiles.length > 0 && (
          <li>
            <strong>{t('committee.otherFiles')}</strong>
            <Files itemId={dossier.itemId} files={dossier.otherFiles} />
          </li>
        )}
      </ul>
    </Part>
  );
}

function Files({ itemId, files }: { itemId: string; files: Dossier['otherFiles'] }) {
  return files.map((file) => (
    <a key={file.id} className={classes.file} href={fileUrl(itemId, file.id)} target="_blank" rel="noopener">
      <bdi>{file.fileName}</bdi>
    </a>
  ));
}

function Part({ title, empty, children }: { title: string; empty?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-label={title}>
      <h2>{title}</h2>
      {empty ? <p className={classes.faint}>{t('committee.nothing')}</p> : children}
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children || <span className={classes.faint}>{t('committee.notSaid')}</span>}</dd>
    </div>
  );
}
