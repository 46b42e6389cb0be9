import { normalisePhone } from '../../platform/i18n/phone.js';
import { readMoment, readSeconds } from './phone.import.moment.js';
import type {
  CallRow,
  ColumnRole,
  CompleteReading,
  RowProblem,
  UnreadableRow,
} from './phone.import.schemas.js';
import type { TextRecord } from './phone.import.text.js';
import { isWithheld, readDirection, readOutcome } from './phone.import.words.js';

/** A clock may run ahead of ours by this much; more is another day order, or another column. */
const AHEAD_MS = 24 * 3_600_000;
/** Numbers inside the house: an extension, a queue, or a step of the dial plan ("s"). */
const INSIDE = /^(?:\d{1,6}|[a-z*#][\w*#-]{0,30})$/i;
/** `"أم سعد" <0501234567>`, as exchanges write a caller's name with the number. */
const CALLER_ID = /^"?(.*?)"?\s*<[^>]*>$/s;
const LONGEST_NAME = 200;

type Side = { kind: 'outside'; number: string } | { kind: 'inside' | 'own' | 'withheld' | 'unreadable' };

/**
 * Reads the lines of a file, one by one. Pure.
 * @param now rows of the future are not believed
 */
export function readRows(
  records: TextRecord[],
  reading: CompleteReading,
  now: Date,
): { rows: CallRow[]; unreadable: UnreadableRow[] } {
  const own = new Set(reading.ownNumbers.map((number) => normalisePhone(number) ?? number.trim()));
  const rows: CallRow[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const record of records) {
    const read = readRow(record, reading, own, now);
    if ('problem' in read) unreadable.push(read);
    else rows.push(read);
  }
  return { rows, unreadable };
}

/**
 * Numbers that strangers call again and again and that look like anybody's: the association's own lines. Offered to
 * whoever imports, who knows.
 */
export function likelyOwnNumbers(
  records: TextRecord[],
  { columns }: Pick<CompleteReading, 'columns'>,
): string[] {
  if (columns.called === undefined || columns.direction !== undefined) return [];
  const callers = new Map<string, Set<string>>();
  for (const { cells } of records) {
    const called = normalisePhone(cells[columns.called] ?? '');
    const caller = columns.number === undefined ? null : normalisePhone(cells[columns.number] ?? '');
    if (called && caller && called !== caller)
      callers.set(called, (callers.get(called) ?? new Set()).add(caller));
  }
  return [...callers].filter(([, { size }]) => size >= 3).map(([number]) => number);
}

function readRow(
  { line, cells }: TextRecord,
  reading: CompleteReading,
  own: Set<string>,
  now: Date,
): CallRow | UnreadableRow {
  const cell = (role: ColumnRole): string | undefined => {
    const index = reading.columns[role];
    return index === undefined ? undefined : (cells[index] ?? '');
  };
  const cannot = (problem: RowProblem, value: string): UnreadableRow => ({ line, problem, value });

  const written = [cell('at'), cell('time')].filter(Boolean).join(' ');
  if (written === '') return cannot('time_missing', cells.join(reading.delimiter).slice(0, 80));
  const at = readMoment(written, reading);
  if (!at) return cannot('time_unreadable', written);
  if (at.getTime() > now.getTime() + AHEAD_MS) return cannot('time_future', written);

  const caller = sideOf(cell('number') ?? '', own);
  const called = cell('called') === undefined ? null : sideOf(cell('called') ?? '', own);
  const direction = directionOf(caller, called, cell('direction'), cell('context'));
  if (direction === 'unknown') return cannot('direction_unknown', `${cell('number')} → ${cell('called')}`);
  // Outbound calls only tell who was reached since, and some lists name the person in the one column there is.
  const person = direction === 'outbound' && called?.kind === 'outside' ? called : caller;
  if (direction === 'inbound' && person.kind === 'unreadable') {
    return cannot('number_unreadable', cell('number') ?? '');
  }

  const answered = wasAnswered(cell);
  if (answered === null) return cannot('outcome_unknown', cell('outcome') ?? '');
  return {
    line,
    id: cell('id') || null,
    number: person.kind === 'outside' ? person.number : null,
    name: nameOf(cell('name') ?? ''),
    at,
    seconds: readSeconds(cell('duration') ?? '') ?? readSeconds(cell('talk') ?? ''),
    direction,
    answered,
  };
}

function sideOf(text: string, own: Set<string>): Side {
  if (own.has(text.trim())) return { kind: 'own' };
  if (isWithheld(text)) return { kind: 'withheld' };
  const number = normalisePhone(text);
  if (number) return own.has(number) ? { kind: 'own' } : { kind: 'outside', number };
  return { kind: INSIDE.test(text.trim()) ? 'inside' : 'unreadable' };
}

/** Which way a call went: what the file says of it, else where in the dial plan it began, else who called whom. */
function directionOf(
  caller: Side,
  called: Side | null,
  word: string | undefined,
  context: string | undefined,
): CallRow['direction'] | 'unknown' {
  const said = word === undefined ? null : readDirection(word);
  if (said) return said;
  const outward = called?.kind === 'outside' ? 'outbound' : 'internal';
  if (context?.startsWith('from-internal') || caller.kind === 'own' || caller.kind === 'inside')
    return outward;
  if (!context && caller.kind === 'outside' && called?.kind === 'outside') return 'unknown';
  return 'inbound';
}

/**
 * Whether a person of ours answered. Asterisk also calls it ANSWERED when only a queue, a menu or the voicemail picked
 * up: then no other channel was ever bridged, and whoever called was not helped.
 */
function wasAnswered(cell: (role: ColumnRole) => string | undefined): boolean | null {
  const word = cell('outcome');
  if (word === undefined || word === '') {
    const said = readOutcome(cell('direction') ?? '');
    if (said) return said === 'answered';
    // A list that tells neither is a list of calls that were missed.
    return (readSeconds(cell('talk') ?? '') ?? 0) > 0;
  }
  const outcome = readOutcome(word);
  if (outcome === null) return null;
  const application = cell('application');
  const onlyMachine = cell('answeredBy') === '' && application !== undefined && application !== 'Dial';
  return outcome === 'answered' && !onlyMachine;
}

/** A caller's name without the number that stands with it; null when the number is all there is. */
function nameOf(text: string): string | null {
  const name = (CALLER_ID.exec(text)?.[1] ?? text).replaceAll('"', '').trim();
  if (isWithheld(name) || normalisePhone(name) || /^[+\d\s()-]*$/.test(name)) return null;
  return name.slice(0, LONGEST_NAME);
}
