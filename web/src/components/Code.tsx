import type { ReactNode } from 'react';
import classes from './Code.module.css';

/** A number, address or reference: always left to right, apart from the sentence around it. */
export function Code({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <bdi dir="ltr" className={classes.code} title={title}>
      {children}
    </bdi>
  );
}
