import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import type { Language } from '../../lib/schemas';
import { riyals } from '../requests/money';
import classes from './Attestation.module.css';
import type { SignedContent, SignedField } from './schemas';

/** Everything that the signature stands for, to be read to the person. */
export function WhatIsSigned({ content }: { content: SignedContent }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { applicant, contact, fields, household, type } = content;
  const day = (date: string | null) => date && dayOf(date, language);
  const join = (parts: (string | null)[]) => parts.filter(Boolean).join(language === 'ar' ? '، ' : ', ');
  return (
    <dl className={classes.signed}>
      <Line label={t('attestation.fields.type')} value={type.name[language]} />
      <Line label={t('attestation.fields.name')} value={applicant.name} />
      <Line label={t('attestation.fields.nationalId')} value={applicant.nationalId} />
      <Line label={t('attestation.fields.birthDate')} value={day(applicant.birthDate)} />
      <Line label={t('attestation.fields.phone')} value={applicant.phone} />
      <Line label={t('attestation.fields.city')} value={applicant.city} />
      <Line label={t(`channels.${contact.channel}`)} value={contact.address} />
      {fields.map((field) => (
        <Line key={field.key} label={field.label[language]} value={saidIn(field, language)} />
      ))}
      {household.map((member, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is as it was signed, and does not change
          key={index}
          label={t(`attestation.relation.${member.relation}`)}
          value={join([member.name, day(member.birthDate), member.nationalId, member.note])}
        />
      ))}
    </dl>
  );
}

function Line({ label, value }: { label: string; value: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value || '—'}</bdi>
      </dd>
    </div>
  );
}

const dayOf = (date: string, language: Language) =>
  `${hijriDay(`${date}T12:00:00+03:00`, language)} (${gregorianDay(`${date}T12:00:00+03:00`, language)})`;

function saidIn({ kind, value, chosen, files }: SignedField, language: Language): string | null {
  if (value === null || value === undefined) return null;
  const join = (parts: string[]) => parts.join(language === 'ar' ? '، ' : ', ');
  if (chosen) return join(chosen.map((words) => words[language]));
  if (files) return join(files.map(({ name }) => name));
  if (kind === 'money') return riyals(Number(value), language);
  if (kind === 'date') return dayOf(String(value), language);
  if (kind === 'person') return join(Object.values(value).map(String));
  return String(value);
}
