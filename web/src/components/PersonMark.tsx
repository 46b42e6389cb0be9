import { IconUser } from '@tabler/icons-react';
import classes from './PersonMark.module.css';

/** First letters of the first and last word; one letter for Arabic, whose letters must not be joined. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  if (/\p{Script=Arabic}/u.test(first) || words.length < 2) return first;
  return `${first}${[...words.at(-1)!][0]}`.toUpperCase();
}

interface Props {
  name: string;
  size?: number;
  /** Present, away or not here; nothing is drawn when absent. */
  presence?: 'present' | 'away' | 'absent';
  tone?: 'accent' | 'plain';
}

export function PersonMark({ name, size = 34, presence, tone = 'plain' }: Props) {
  return (
    <span
      className={classes.root}
      data-tone={tone}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      aria-hidden
    >
      {/\p{L}/u.test(name) ? initials(name) : <IconUser size={size * 0.5} stroke={1.6} />}
      {presence && <span className={classes.dot} data-presence={presence} />}
    </span>
  );
}
