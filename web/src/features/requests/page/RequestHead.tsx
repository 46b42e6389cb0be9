import { ActionIcon, Select } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { ChannelMark } from '../../../components/ChannelMark';
import { Code } from '../../../components/Code';
import { useStaff } from '../../../lib/queries';
import { useCan } from '../../auth/session';
import { requestsApi } from '../api';
import { StateBadge } from '../StateBadge';
import type { SupportRequest } from '../schemas';
import { useRequestChange } from '../use-requests';
import classes from './RequestPage.module.css';

/** Who asks, by which reference, where it stands, and who looks after it. */
export function RequestHead({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  return (
    <header className={classes.head}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={t('requests.back')}
        onClick={() => navigate('/requests')}
      >
        <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
      </ActionIcon>
      <div className={classes.who}>
        <h1 className={classes.title}>
          <bdi>{request.applicantName || t('requests.noName')}</bdi>
          <StateBadge state={request.state} />
        </h1>
        <p className={classes.facts}>
          <Code>{request.reference}</Code>
          <span>{request.type.name[language]}</span>
          <Link className={classes.conversation} to={`/inbox/all/${request.conversation.id}`}>
            <ChannelMark channel={request.conversation.channel} size={16} />
            {t('requests.conversation')} <Code>{request.conversation.reference}</Code>
          </Link>
          <span>{t(`requests.sources.${request.source}`)}</span>
        </p>
      </div>
      <Owner request={request} />
    </header>
  );
}

function Owner({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayChange = can('requests.write');
  const staff = useStaff(mayChange && can('staff.read'));
  const change = useRequestChange(request.id, (ownerId: string | null) =>
    requestsApi.putOwner(request.id, ownerId),
  );
  const people = (staff.data ?? [])
    .filter(({ active, role }) => active && ['administrator', 'supervisor', 'officer'].includes(role))
    .map(({ id, name }) => ({ value: id, label: name }));
  const own = request.owner && { value: request.owner.id, label: request.owner.name };
  if (own && !people.some(({ value }) => value === own.value)) people.push(own);
  return (
    <Select
      className={classes.owner}
      aria-label={t('requests.owner')}
      placeholder={t('requests.noOwner')}
      disabled={!mayChange || change.isPending}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      data={people}
      value={request.owner?.id ?? null}
      onChange={(ownerId) => change.mutate(ownerId)}
    />
  );
}
