import type { ReactNode } from 'react';
import classes from './RequestPage.module.css';

interface Props {
  title: string;
  /** What stands at the end of its head. */
  aside?: ReactNode;
  children: ReactNode;
}

/** One white block of the page. */
export function Card({ title, aside, children }: Props) {
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.cardHead}>
        <h2 className={classes.cardTitle}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
