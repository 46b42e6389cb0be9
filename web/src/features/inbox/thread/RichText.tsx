import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NUMBER_RUN } from '../../../lib/bidi';
import classes from './RichText.module.css';

const LONG = 1400;
/** A number up to this length stays on one line. */
const UNBROKEN = 20;
/** Links, then runs that read as a phone or file number: those keep left-to-right order in Arabic. */
const PIECES = new RegExp(`(https?://[^\\s<>"']+)|(${NUMBER_RUN})`, 'g');

function pieces(text: string) {
  const parts: { at: number; text: string; kind: 'text' | 'link' | 'number' }[] = [];
  let from = 0;
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) parts.push({ at: from, text: text.slice(from, match.index), kind: 'text' });
    parts.push({ at: match.index, text: match[0], kind: match[1] ? 'link' : 'number' });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ at: from, text: text.slice(from), kind: 'text' });
  return parts;
}

/** A person's words as they wrote them: their own direction, their own line breaks, nothing interpreted. */
export function RichText({ text }: { text: string }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const long = text.length > LONG * 1.3;
  const shown = long && !whole ? `${text.slice(0, LONG)}…` : text;
  return (
    <>
      <p className={classes.text} dir="auto">
        {pieces(shown).map((part) =>
          part.kind === 'link' ? (
            <a key={part.at} href={part.text} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
              {part.text}
            </a>
          ) : part.kind === 'number' ? (
            <span
              key={part.at}
              dir="ltr"
              className={classes.number}
              data-short={part.text.length <= UNBROKEN || undefined}
            >
              {part.text}
            </span>
          ) : (
            <Fragment key={part.at}>{part.text}</Fragment>
          ),
        )}
      </p>
      {long && (
        <button type="button" className={classes.more} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {t(whole ? 'message.showLess' : 'message.showAll')}
        </button>
      )}
    </>
  );
}
