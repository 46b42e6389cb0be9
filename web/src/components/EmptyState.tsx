import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

interface Props {
  icon: Icon;
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** What stands where nothing is: one sentence that helps. */
export function EmptyState({ icon: Mark, title, hint, children }: Props) {
  return (
    <div className={classes.root}>
      <span className={classes.mark}>
        <Mark size={26} stroke={1.5} aria-hidden />
      </span>
      <p className={classes.title}>{title}</p>
      {hint && <p className={classes.hint}>{hint}</p>}
      {children}
    </div>
  );
}
