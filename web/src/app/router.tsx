import { createBrowserRouter, Navigate } from 'react-router';
import { RequireSession } from '../features/auth/RequireSession';
import { SignInPage } from '../features/auth/SignInPage';
import { InboxPage } from '../features/inbox/InboxPage';
import { FirstPlace } from './FirstPlace';
import { NotFoundPage } from './NotFoundPage';
import { Shell } from './Shell';
import { ShellSkeleton } from './ShellSkeleton';

const inbox = { element: <InboxPage /> };

export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage /> },
  {
    element: <RequireSession />,
    hydrateFallbackElement: <ShellSkeleton />,
    children: [
      {
        element: <Shell />,
        children: [
          { index: true, element: <FirstPlace /> },
          { path: 'inbox', element: <Navigate to="/inbox/queue" replace /> },
          {
            ...inbox,
            // The page itself shows both; the addresses only say what is open.
            children: [
              { path: 'inbox/:view', element: null },
              { path: 'inbox/:view/:conversationId', element: null },
            ],
          },
          {
            path: 'requests',
            lazy: () =>
              import('../features/requests/list/RequestsPage').then((m) => ({ Component: m.RequestsPage })),
          },
          {
            path: 'requests/new',
            lazy: () =>
              import('../features/requests/inbox/NewRequestPage').then((m) => ({
                Component: m.NewRequestPage,
              })),
          },
          {
            path: 'requests/:requestId',
            lazy: () =>
              import('../features/requests/page/RequestPage').then((m) => ({ Component: m.RequestPage })),
          },
          {
            path: 'calls',
            lazy: () => import('../features/calls/CallsPage').then((m) => ({ Component: m.CallsPage })),
            // The page shows both; the address says which one a narrow screen has in front.
            children: [
              { index: true, element: null },
              { path: 'back', element: null },
            ],
          },
          {
            path: 'visits',
            lazy: () => import('../features/visits/VisitsPage').then((m) => ({ Component: m.VisitsPage })),
            // As with calls.
            children: [
              { index: true, element: null },
              { path: 'answers', element: null },
            ],
          },
          {
            path: 'letters',
            lazy: () => import('../features/letters/LettersPage').then((m) => ({ Component: m.LettersPage })),
            children: [
              { index: true, element: null },
              { path: 'send', element: null },
            ],
          },
          {
            path: 'calls/import',
            lazy: () =>
              import('../features/calls/import/ImportPage').then((m) => ({ Component: m.ImportPage })),
          },
          {
            path: 'forms/new',
            lazy: () => import('../features/forms/NewFormPage').then((m) => ({ Component: m.NewFormPage })),
          },
          {
            path: 'notices',
            lazy: () =>
              import('../features/notices/UndeliveredPage').then((m) => ({ Component: m.UndeliveredPage })),
          },
          {
            path: 'committee',
            lazy: () =>
              import('../features/committee/CommitteePage').then((m) => ({ Component: m.CommitteePage })),
          },
          {
            path: 'committee/:sessionId',
            lazy: () =>
              import('../features/committee/SessionPage').then((m) => ({ Component: m.SessionPage })),
          },
          {
            path: 'committee/items/:itemId',
            lazy: () =>
              import('../features/committee/DossierPage').then((m) => ({ Component: m.DossierPage })),
          },
          {
            path: 'settings',
            lazy: () =>
              import('../features/settings/SettingsPage').then((m) => ({ Component: m.SettingsPage })),
            children: [
              { index: true, element: null },
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
