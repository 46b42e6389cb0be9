import { Button, Center } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { chooseLanguage } from '../../app/i18n';
import { ShellSkeleton } from '../../app/ShellSkeleton';
import { ErrorNotice } from '../../components/ErrorNotice';
import { onSignedOut } from '../../lib/http';
import { keys } from '../../lib/keys';
import { LiveProvider } from '../inbox/live/LiveProvider';
import { isLeaving, SessionContext, useSessionQuery } from './session';

/** Everything behind sign-in. A session that ends anywhere leads back to the door, and from there back here. */
export function RequireSession() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const location = useLocation();
  const { data: session, error, refetch, isPending } = useSessionQuery();
  const locale = session?.staff.locale;

  useEffect(() => onSignedOut(() => client.setQueryData(keys.me, null)), [client]);
  useEffect(() => {
    if (locale) chooseLanguage(locale);
  }, [locale]);

  // A representative's page is an app of its own, made for the road.
  const isRepresentative = session?.staff.role === 'representative';
  useEffect(() => {
    if (isRepresentative) window.location.replace('/branch');
  }, [isRepresentative]);

  if (isPending || isRepresentative) return <ShellSkeleton />;
  if (session === null) {
    const next = `${location.pathname}${location.search}`;
    const plain = next === '/' || isLeaving();
    return <Navigate to={plain ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  if (!session) {
    return (
      <Center mih="100dvh" p="lg">
        <div>
          <ErrorNotice error={error} />
          <Button mt="md" fullWidth onClick={() => void refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      </Center>
    );
  }
  // The inbox's live events are for those who may read it; the committee's pages ask by themselves.
  const hears = session.permissions.includes('conversations.read');
  return (
    <SessionContext value={session}>
      {hears ? (
        <LiveProvider>
          <Outlet />
        </LiveProvider>
      ) : (
        <Outlet />
      )}
    </SessionContext>
  );
}
