import { Skeleton } from '@mantine/core';
import classes from './Shell.module.css';

/** The frame while the session is being looked up. */
export function ShellSkeleton() {
  return (
    <div className={classes.shell} aria-busy="true">
      <div className={classes.rail}>
        <Skeleton height={38} width={38} radius={11} />
      </div>
      <div style={{ padding: 20, maxWidth: 372 }}>
        <Skeleton height={34} mb={24} />
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} height={58} mb={18} />
        ))}
      </div>
    </div>
  );
}
