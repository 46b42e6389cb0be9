import { useCan } from '../auth/session';
import { BranchDevices } from './BranchDevices';
import { HandOvers } from './HandOvers';
import { PageFrame } from './PageFrame';

/** What representatives carry, for supervisors, and on which phones, for administrators. */
export function BranchPage() {
  const can = useCan();
  return (
    <PageFrame id="branch">
      <HandOvers />
      {can('staff.write') && <BranchDevices />}
    </PageFrame>
  );
}
