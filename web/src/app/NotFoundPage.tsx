import { Anchor, Center } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../components/EmptyState';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Center mih="100dvh">
      <EmptyState icon={IconMapOff} title={t('notFound.title')} hint={t('notFound.hint')}>
        <Anchor component={Link} to="/">
          {t('notFound.back')}
        </Anchor>
      </EmptyState>
    </Center>
  );
}
