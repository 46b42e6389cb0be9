import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { ownDirection } from '../../../lib/writing';
import { DateField } from '../../letters/DateField';
import { ownOf } from '../form/draft';
import formClasses from '../form/form.module.css';
import { NationalIdInput } from '../form/NationalIdInput';
import type { RequestDraft } from '../form/use-draft';
import type { SupportRequest } from '../schemas';
import { bothDays } from '../words';
import classes from './RequestPage.module.css';

interface Props {
  request: SupportRequest;
  draft: RequestDraft;
  editable: boolean;
}

/** Who asks. */
export function Applicant({ request, draft, editable }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const value = (key: Parameters<typeof ownOf>[2]) => ownOf(request, draft.draft, key);
  if (!editable) {
    return (
      <dl className={classes.read}>
        <dt>{t('requests.ownFields.applicantName')}</dt>
        <dd>
          <bdi>{request.applicantName || '—'}</bdi>
        </dd>
        <dt>{t('requests.ownFields.nationalId')}</dt>
        <dd>
          <Code>{request.nationalId ?? request.nationalIdMasked ?? '—'}</Code>
        </dd>
        <dt>{t('requests.ownFields.birthDate')}</dt>
        <dd>{request.birthDate ? bothDays(request.birthDate, language) : '—'}</dd>
        <dt>{t('requests.ownFields.phone')}</dt>
        <dd>
          <Code>{request.phone ?? '—'}</Code>
        </dd>
        <dt>{t('requests.ownFields.city')}</dt>
        <dd>
          <bdi>{request.city ?? '—'}</bdi>
        </dd>
      </dl>
    );
  }
  return (
    <div className={formClasses.grid}>
      <TextInput
        label={t('requests.ownFields.applicantName')}
        data-field="applicantName"
        size="md"
        maxLength={200}
        autoComplete="off"
        attributes={ownDirection}
        value={value('applicantName')}
        onChange={({ currentTarget }) => draft.setOwn('applicantName', currentTarget.value)}
      />
      <NationalIdInput
        label={t('requests.ownFields.nationalId')}
        field="nationalId"
        value={value('nationalId')}
        onChange={(nationalId) => draft.setOwn('nationalId', nationalId)}
      />
      <DateField
        label={t('requests.ownFields.birthDate')}
        field="birthDate"
        value={value('birthDate')}
        error={undefined}
        onChange={(day) => draft.setOwn('birthDate', day)}
      />
      <TextInput
        label={t('requests.ownFields.phone')}
        data-field="phone"
        size="md"
        type="tel"
        maxLength={40}
        autoComplete="off"
        attributes={{ input: { dir: 'ltr' } }}
        classNames={{ input: formClasses.digits }}
        value={value('phone')}
        onChange={({ currentTarget }) => draft.setOwn('phone', currentTarget.value)}
      />
      <TextInput
        label={t('requests.ownFields.city')}
        data-field="city"
        size="md"
        maxLength={100}
        autoComplete="off"
        attributes={ownDirection}
        value={value('city')}
        onChange={({ currentTarget }) => draft.setOwn('city', currentTarget.value)}
      />
    </div>
  );
}
