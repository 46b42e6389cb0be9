import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Refusal, Unreachable } from '../sync/sync';
import type { Words } from '../words/ar';
import { useWords } from '../words/language';
import { Icon } from './icons';

/** A page with one thing to say. */
export function Notice({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <main className="door">
      <img src="/branch/icon.svg" alt="" width="64" height="64" />
      <h1>{title}</h1>
      <p className="quiet">{text}</p>
      {children}
    </main>
  );
}

/** Above a page that was opened from another: its name, and the way back. */
export function PageHead({ title }: { title: string }) {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever cannot see the page hears where they are.
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className="head">
      <button type="button" className="icon" aria-label={words.back} onClick={() => history.back()}>
        <span className="flip">
          <Icon name="back" />
        </span>
      </button>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </header>
  );
}

/** A button that asks once more before what cannot be undone. */
export function Sure({ label, sure, onSure }: { label: string; sure: string; onSure: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      type="button"
      className={asked ? 'button danger' : 'button ghost danger-ink'}
      onClick={() => (asked ? onSure() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {asked ? sure : label}
    </button>
  );
}

export function Empty({ title, hint }: { title: string; hint?: string }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {hint && <p className="quiet">{hint}</p>}
    </div>
  );
}

/** What went wrong, in words that say what to do. */
export function errorWords(words: Words, error: unknown): string {
  if (error instanceof Unreachable) return words.problem['unreachable']!;
  const code = error instanceof Refusal ? error.code : 'other';
  return problemWords(words, code);
}

export const problemWords = (words: Words, code: string): string =>
  words.problem[code] ?? words.problem['other']!;
