import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { CursorInvalidError, decodeCursor, encodeCursor, page } from './cursor.js';

const keys = z.tuple([z.iso.datetime(), z.uuid()]);
const id = '0192f0c1-2345-7890-8abc-def012345678';

describe('a cursor', () => {
  test('gives back the keys it was made of', () => {
    const cursor = encodeCursor(['2026-01-01T00:00:00.000Z', id]);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, keys)).toEqual(['2026-01-01T00:00:00.000Z', id]);
  });

  test.each([
    '',
    'x',
    '%%%',
    encodeCursor([]),
    encodeCursor([id, id]),
    encodeCursor(['2026-01-01T00:00:00.000Z', "x' OR 1=1"]),
    Buffer.from('{"__proto__":1}').toString('base64url'),
  ])('that is not ours is refused: %s', (cursor) => {
    expect(() => decodeCursor(cursor, keys)).toThrow(CursorInvalidError);
  });
});

describe('a page', () => {
  const cut = (rows: number[]) =>
    page(
      rows,
      2,
      (row) => [row],
      (row) => `#${row}`,
    );

  test('names the next one when there is a row more', () => {
    expect(cut([3, 2, 1])).toEqual({ data: ['#3', '#2'], nextCursor: encodeCursor([2]) });
  });

  test('is the last one when there is none', () => {
    expect(cut([3, 2])).toEqual({ data: ['#3', '#2'], nextCursor: null });
    expect(cut([])).toEqual({ data: [], nextCursor: null });
  });
});
