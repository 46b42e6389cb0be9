import { Skeleton } from '@mantine/core';
import { Suspense } from 'react';
import { Navigate, useParams } from 'react-router';
import { useCan } from '../auth/session';
import { SECTIONS } from './sections';

function Waiting() {
  return (
    <div style={{ maxWidth: 760, padding: '32px 40px' }} aria-busy="true">
      <Skeleton height={26} width={220} mb={28} />
      <Skeleton height={54} mb={14} />
      <Skeleton height={54} mb={14} />
      <Skeleton height={54} />
    </div>
  );
}

/** The section that the address names, if there is one and this person may see it. */
export function SettingsSection() {
  const { section } = useParams();
  const can = useCan();
  const found = SECTIONS.find((one) => one.id === section);
  if (!found || (found.permission && !can(found.permission)))
    return <Navigate to="/settings/profile" replace />;
  const Page = found.page;
  return (
    <Suspense fallback={<Waiting />}>
      <Page />
    </Suspense>
  );
}
