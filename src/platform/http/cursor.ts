import { z } from 'zod';
import { AppError } from '../errors.js';

export class CursorInvalidError extends AppError {
  constructor() {
    super('cursor_invalid', 400);
  }
}

/** What a keyset of a list is made of: the sort columns of the last row of a page. */
export type CursorKeys = readonly (string | number | boolean | null)[];

/** An opaque cursor after the row with these sort keys: base64url of their JSON. */
export function encodeCursor(keys: CursorKeys): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/**
 * The sort keys inside a cursor, checked against the list's own schema, e.g.
 * `decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]))`.
 * @throws CursorInvalidError for anything that `encodeCursor` did not make for this list
 */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new CursorInvalidError();
  }
  const parsed = schema.safeParse(keys);
  if (!parsed.success) throw new CursorInvalidError();
  return parsed.data;
}

/**
 * `cursor` and `limit` of a list's query string, to spread into its schema.
 * @param most the largest page; also what an absent `limit` is capped to
 */
export const pageQuery = (standard = 50, most = 200) => ({
  cursor: z.string().max(1000).optional().meta({ description: 'nextCursor of the page before' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(Math.min(standard, most))
    .meta({ description: `Rows a page, at most ${most}` }),
});

/**
 * One page out of `limit + 1` rows: the extra row only says that there is a next page.
 * @param keys the sort keys of a row, in the list's order
 */
export function page<Row, Item>(
  rows: Row[],
  limit: number,
  keys: (row: Row) => CursorKeys,
  item: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keys(last)) : null,
  };
}
