import EmailReplyParser from 'email-reply-parser';
import { type Line, linesOf, quoteStart } from './email.quote-headers.js';

/** A reply without what it repeats. Together the two hold every line of the mail. */
export interface Reply {
  text: string;
  quotedText: string | null;
}

/** What the reply parser gets instead of a header that it does not know; it knows this one. */
const KNOWN_HEADER = 'On 1 Jan 2000, someone <someone@example.com> wrote:';
const KNOWN_SIGNATURE = 'Sent from my phone';
const KNOWN_DELIMITER = '--';

/** Beyond these the parser's regular expressions could take long; our own rules still apply. */
const MAX_LINES = 3000;
const MAX_LINE = 400;
/** Words of the parser's patterns that scan the whole text once per occurrence. */
const COSTLY_WORD = /schreef|skrev|pisze|napisał|写道/g;
const MAX_COSTLY = 8;

const parser = new EmailReplyParser();

/**
 * Cuts what only repeats an earlier mail (and a signature) from the **end** of a text. Quotes between
 * new paragraphs stay: the answers would make no sense without them. If nothing would remain,
 * everything stays.
 */
export function withoutQuotes(whole: string): Reply {
  const source = whole.replace(/\r\n?/g, '\n');
  const lines = linesOf(source);
  const hard = hardEnd(lines);
  if (hard === null) return { text: source.trim(), quotedText: null };
  const cut = trimmedEnd(lines, softEnd(lines.slice(0, hard)));
  const text = source.split('\n').slice(0, cut).join('\n').trim();
  if (text === '') return { text: source.trim(), quotedText: null };
  const rest = source.split('\n').slice(cut).join('\n').trim();
  return { text, quotedText: rest === '' ? null : rest };
}

/**
 * Index of the first line of a block after which everything is old, whether marked with `>` or not; null
 * when the person forwards a mail, which is then what they have to say.
 */
function hardEnd(lines: Line[]): number | null {
  let answered = false;
  for (let at = 0; at < lines.length; at += 1) {
    const start = quoteStart(lines, at);
    if (start?.kind === 'everything') return at;
    if (start?.kind === 'attribution') answered = true;
    if (start?.kind === 'forward' && !answered) return null;
  }
  return lines.length;
}

/** Goes back over empty lines and quoted lines. */
function trimmedEnd(lines: Line[], end: number): number {
  let at = end;
  while (at > 0 && (lines[at - 1]?.clean === '' || lines[at - 1]?.quoted)) at -= 1;
  return at;
}

/** One line as the parser gets it, and the line of the mail that it stands for. */
interface Rendered {
  text: string;
  from: number;
}

function softEnd(all: Line[]): number {
  // A long quote is left to the caller; only the lines above it can be in doubt.
  const lines = all.length > MAX_LINES ? all.slice(0, trimmedEnd(all, all.length) + 1) : all;
  const rendered = render(lines);
  if (rendered.length > MAX_LINES) return lines.length;
  const text = rendered.map((line) => line.text).join('\n');
  if ((text.match(COSTLY_WORD)?.length ?? 0) > MAX_COSTLY) return lines.length;

  const fragments = parser.read(text).getFragments();
  let visible = fragments.length;
  while (visible > 0) {
    const fragment = fragments[visible - 1];
    if (!fragment?.isHidden()) break;
    if (fragment.isSignature() && !fragment.isQuoted() && !isSignature(fragment.getContent())) break;
    visible -= 1;
  }
  // The parser moves white space about, never letters: count those to find the line again.
  let letters = fragments
    .slice(0, visible)
    .reduce((sum, fragment) => sum + fragment.getContent().replace(/\s/g, '').length, 0);
  for (const line of rendered) {
    if (letters <= 0) return line.from;
    letters -= line.text.replace(/\s/g, '').length;
  }
  return lines.length;
}

/** The text in a form that the parser understands and cannot be slowed down by. */
function render(lines: Line[]): Rendered[] {
  const rendered: Rendered[] = [];
  let blanks = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as Line;
    blanks = line.clean === '' ? blanks + 1 : 0;
    if (blanks > 2) continue;
    const start = line.quoted ? null : quoteStart(lines, at);
    if (start?.kind === 'attribution') {
      rendered.push({ text: '', from: at }, { text: KNOWN_HEADER, from: at });
      at += start.lines - 1;
    } else if (start?.kind === 'signature') {
      rendered.push({ text: KNOWN_SIGNATURE, from: at });
    } else if (start?.kind === 'footer') {
      rendered.push({ text: KNOWN_DELIMITER, from: at });
    } else if (line.quoted && !line.text.startsWith('>')) {
      rendered.push({ text: '> x', from: at });
    } else {
      rendered.push({ text: line.text.length > MAX_LINE ? 'x' : line.text, from: at });
    }
  }
  return rendered;
}

/**
 * Whether a fragment that begins like a signature is one. After "-- " everything is (RFC 3676); a polite
 * formula or "Sent from my …" is followed by a few short lines, else the person wrote on.
 */
function isSignature(fragment: string): boolean {
  const [mark = '', ...rest] = fragment.split('\n').filter((line) => line.trim() !== '');
  if (/^-- ?$/.test(mark)) return true;
  if (/^(sent from|get outlook|gesendet|envoy|enviado|verz|verst|sendt)/i.test(mark)) return rest.length <= 3;
  return rest.length <= 12 && rest.every((line) => line.length <= 120);
}
