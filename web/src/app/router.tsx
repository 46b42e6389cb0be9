import { createBrowserRouter, Navigate } from 'react-router';
import { RequireSession } from '../features/auth/RequireSession';
import { SignInPage } from '../features/auth/SignInPage';
import { InboxPage } from '../features/inbox/InboxPage';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';

const inbox = { element: <InboxPage /> };

export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage /> },
  {
    element: <RequireSession />,
    children: [
      {
        element: <Shell />,
        children: [
          { index: true, element: <Navigate to="/inbox/queue" replace /> },
          { path: 'inbox', element: <Navigate to="/inbox/queue" replace /> },
          {
            ...inbox,
            children: [{ path: 'inbox/:view' }, { path: 'inbox/:view/:conversationId' }],
          },
          {
            path: 'settings',
            lazy: () =>
              import('../features/settings/SettingsPage').then((m) => ({ Component: m.SettingsPage })),
            children: [
              { index: true },
              {
                path: ':section',
                lazy: () =>
                  import('../features/settings/SettingsSection').then((m) => ({
                    Component: m.SettingsSection,
                  })),
              },
            ],
          },
        ],
      },
    ],
  },
  { path: '*', element: <NotFoundPage /> },
]);
