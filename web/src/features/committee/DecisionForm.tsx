import { Button, Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { halalasOf } from '../requests/money';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';
import { SetAside } from './SetAside';
import type { AgendaItem, Dossier, Session } from './schemas';

interface Props {
  dossier: Dossier;
  session: Session;
  item: AgendaItem;
}

const EMPTY = { text: '', what: '', amount: '', period: '', conditions: '', appeal: '', until: '' };

/** Records what was decided, and says when the person can hear of it. */
export function DecisionForm({ dossier, session, item }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const deed = useDeed();
  const [outcome, setOutcome] = useState<'accepted' | 'rejected'>('accepted');
  const [reasonCode, setReasonCode] = useState<string | null>(null);
  const [consensus, setConsensus] = useState(false);
  const [aside, setAside] = useState<'postpone' | 'return' | null>(null);
  const [said, setSaid] = useState(EMPTY);
  const { data } = useQuery({ queryKey: committeeKeys.reasons, queryFn: committee.reasons });
  const accepted = outcome === 'accepted';
  const amount = said.amount.trim() === '' ? null : halalasOf(said.amount);
  const amountWrong = said.amount.trim() !== '' && amount === null;
  const ready =
    reasonCode !== null &&
    said.text.trim() !== '' &&
    (accepted ? said.what.trim() !== '' && !amountWrong : said.appeal.trim() !== '' && said.until !== '');
  const field = (key: keyof typeof EMPTY) => ({
    value: said[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setSaid((before) => ({ ...before, [key]: value }));
    },
  });
  const record = () => {
    const common = { outcome, reasonCode, reasonText: said.text, consensus };
    const body = accepted
      ? {
          ...common,
          award: { what: said.what, amountHalalas: amount, period: said.period, conditions: said.conditions },
        }
      : { ...common, appeal: { text: said.appeal, until: said.until } };
    deed.mutate({ method: 'POST', path: `/committee/items/${item.id}/decision`, body });
  };
  return (
    <section className={classes.card} aria-label={t('committee.decide')}>
      <h2>{t('committee.decide')}</h2>
      <SegmentedControl
        aria-label={t('committee.decide')}
        value={outcome}
        onChange={(value) => {
          setOutcome(value as typeof outcome);
          setReasonCode(null);
        }}
        data={['accepted', 'rejected'].map((value) => ({ value, label: t(`committee.outcome.${value}`) }))}
      />
      <Select
        label={t('committee.reason')}
        data={(data?.data ?? [])
          .filter((one) => one.outcome === outcome)
          .map(({ code, words }) => ({ value: code, label: words[language] }))}
        value={reasonCode}
        onChange={setReasonCode}
      />
      <Textarea autosize minRows={3} label={t('committee.reasonText')} {...field('text')} />
      {accepted ? (
        <div className={classes.fields}>
          <TextInput label={t('committee.what')} {...field('what')} />
          <TextInput
            label={t('committee.amount')}
            inputMode="decimal"
            error={amountWrong && t('committee.amountWrong')}
            {...field('amount')}
          />
          <TextInput label={t('committee.period')} {...field('period')} />
          <Textarea autosize label={t('committee.conditions')} {...field('conditions')} />
        </div>
      ) : (
        <div className={classes.fields}>
          <Textarea autosize label={t('committee.appeal')} {...field('appeal')} />
          <TextInput
            type="date"
            label={t('committee.appealUntil')}
            description={said.until && hijriDay(said.until, language)}
            {...field('until')}
          />
        </div>
      )}
      {session.mode === 'consensus' && (
        <Checkbox
          size="md"
          label={t('committee.consensus')}
          checked={consensus}
          onChange={(event) => setConsensus(event.currentTarget.checked)}
        />
      )}
      <p className={classes.quorum} data-enough={item.quorumMet}>
        {t('committee.goesOut', {
          day: gregorianDay(dossier.notBefore, language),
          hijri: hijriDay(dossier.notBefore, language),
        })}
      </p>
      <div className={classes.actions}>
        <Button size="md" disabled={!ready} loading={deed.isPending} onClick={record}>
          {t('committee.record')}
        </Button>
        <Button variant="default" size="md" disabled={deed.isPending} onClick={() => setAside('postpone')}>
          {t('committee.postpone')}
        </Button>
        <Button variant="default" size="md" disabled={deed.isPending} onClick={() => setAside('return')}>
          {t('committee.giveBack')}
        </Button>
      </div>
      {aside && <SetAside itemId={item.id} how={aside} onClose={() => setAside(null)} />}
    </section>
  );
}
