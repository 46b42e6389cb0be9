import { describe, expect, test } from '@jest/globals';
import { columnsWith, roleOf } from './columns';

const columns = { number: 1, at: 9 };

describe('columns of a file', () => {
  test('tell what they say, or nothing', () => {
    expect([roleOf(columns, 1), roleOf(columns, 9), roleOf(columns, 2)]).toEqual(['number', 'at', null]);
  });

  test.each([
    ['a column gets a role', 4, 'name', { number: 1, at: 9, name: 4 }],
    ['a role moves to another column', 3, 'number', { at: 9, number: 3 }],
    ['a column changes its role', 1, 'called', { at: 9, called: 1 }],
    ['a column is not read any more', 9, '', { number: 1 }],
  ])('%s', (_, index, role, expected) => {
    expect(columnsWith(columns, index, role)).toEqual(expected);
  });
});
