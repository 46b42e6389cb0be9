import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fold } from '../../src/platform/i18n/fold.js';
import { sharedCases } from '../harness/cases.js';
import { createTestDatabase, type TestDatabase } from '../harness/index.js';

const { pairs } = sharedCases<{ pairs: { query: string; document: string }[] }>('arabic/search_pairs.json', {
  pairs: [],
});

/** Every character of a block that text in Arabic, or in the scripts beside it, can hold. */
function charactersBetween(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}

const texts = [
  ...pairs.flatMap((pair) => [pair.query, pair.document]),
  ...charactersBetween(0x01, 0x2af), // ASCII, Latin
  ...charactersBetween(0x300, 0x6ff), // marks, Greek, Cyrillic, Hebrew, Arabic
  ...charactersBetween(0x750, 0x77f), // Arabic Supplement
  ...charactersBetween(0x8a0, 0x8ff), // Arabic Extended-A
  ...charactersBetween(0x2000, 0x206f), // spaces, bidi marks
  ...charactersBetween(0xfb50, 0xfdff), // presentation forms
  ...charactersBetween(0xfe00, 0xfeff),
  ...charactersBetween(0xff01, 0xff5e), // full-width
  '👍🏽 السَّلامُ عَلَيْكُم Café ٤٢',
];

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

describe('insat_fold in the database', () => {
  test('folds every text exactly as fold() does', async () => {
    const rows = await db.database.query<{ text: string; folded: string }>(
      'SELECT text, insat_fold(text) AS folded FROM unnest($1::text[]) AS text',
      [texts],
    );
    expect(rows).toHaveLength(texts.length);
    expect(rows.filter(({ text, folded }) => folded !== fold(text))).toEqual([]);
  });

  test('is immutable, so that an index can be built on it', async () => {
    const [row] = await db.database.query<{ provolatile: string }>(
      "SELECT provolatile FROM pg_proc WHERE proname = 'insat_fold'",
    );
    expect(row?.provolatile).toBe('i');
  });
});
