import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { ApiError } from '../lib/http';
import { directionOf, useLanguage } from './i18n';
import { router } from './router';
import { theme } from './theme';

/** Refusals are final; a missing or stumbling server is worth another try. */
const worthRetrying = (error: unknown) =>
  error instanceof ApiError && (error.code === 'network' || error.status >= 500);

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < 2 && worthRetrying(error),
      refetchOnWindowFocus: true,
    },
  },
});

function DirectionFollowsLanguage({ children }: { children: ReactNode }) {
  const { setDirection } = useDirection();
  const direction = directionOf(useLanguage());
  useEffect(() => setDirection(direction), [direction, setDirection]);
  return children;
}

export function App() {
  const { t } = useTranslation();
  return (
    <DirectionProvider initialDirection={directionOf(useLanguage())} detectDirection={false}>
      <DirectionFollowsLanguage>
        <MantineProvider theme={theme} defaultColorScheme="light">
          <QueryClientProvider client={queryClient}>
            <ModalsProvider labels={{ confirm: t('common.confirm'), cancel: t('common.cancel') }}>
              <Notifications position="top-center" autoClose={5000} />
              <RouterProvider router={router} />
            </ModalsProvider>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionFollowsLanguage>
    </DirectionProvider>
  );
}
