import { createHash } from 'node:crypto';
import type { CallRow, Ignored } from './phone.import.schemas.js';

/** One call, which an exchange may have written on several lines: one for each telephone that rang. */
export interface ImportedCall {
  /** The journal's id: the same call in the next export is the same call. */
  externalId: string;
  row: CallRow;
  /** Null when it is to be brought in. */
  ignored: Ignored | null;
}

/**
 * The calls of a file, oldest first, and which of them somebody still waits on: those that nobody answered, from
 * numbers that have not been spoken with since, in either direction. Pure.
 */
export function callsOf(rows: CallRow[]): ImportedCall[] {
  const byId = new Map<string, CallRow>();
  for (const row of rows) {
    const id = externalIdOf(row);
    const before = byId.get(id);
    byId.set(id, before ? merged(before, row) : row);
  }
  const calls = [...byId].sort(([, a], [, b]) => a.at.getTime() - b.at.getTime());
  const names = new Map(calls.flatMap(([, { number, name }]) => (number && name ? [[number, name]] : [])));
  const spokenWith = new Map<string, number>();
  for (const [, { number, answered, direction, at }] of calls) {
    if (number && answered && direction !== 'internal') spokenWith.set(number, at.getTime());
  }
  return calls.map(([externalId, row]) => {
    // An exchange does not know the name each time; the file may all the same.
    const name = row.name ?? names.get(row.number ?? '') ?? null;
    return { externalId, row: { ...row, name }, ignored: ignoredFor(row, spokenWith) };
  });
}

function ignoredFor(row: CallRow, spokenWith: Map<string, number>): Ignored | null {
  if (row.direction !== 'inbound') return row.direction;
  if (row.answered) return 'answered';
  if (row.number === null) return 'withheld';
  return (spokenWith.get(row.number) ?? 0) > row.at.getTime() ? 'reached_since' : null;
}

/** Legs of one call: it began with the first, and one telephone that was lifted is enough. */
function merged(one: CallRow, other: CallRow): CallRow {
  const first = one.at <= other.at ? one : other;
  const inbound = [one, other].find(({ direction }) => direction === 'inbound');
  return {
    ...first,
    number: inbound ? inbound.number : first.number,
    name: first.name ?? one.name ?? other.name,
    direction: inbound ? 'inbound' : first.direction,
    answered: one.answered || other.answered,
    seconds: Math.max(one.seconds ?? 0, other.seconds ?? 0) || first.seconds,
  };
}

/** The exchange's id of the call; else a digest of what makes it this call, whatever columns the file has besides. */
function externalIdOf({ id, number, at, direction, seconds }: CallRow): string {
  if (id) return `cdr:${id.slice(0, 200)}`;
  const identity = JSON.stringify([number, at.toISOString(), direction, seconds]);
  return `cdr-row:${createHash('sha256').update(identity).digest('hex')}`;
}
