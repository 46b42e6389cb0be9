import { describe, expect, test } from '@jest/globals';
import type { Field, FieldKind } from './request-types.schemas.js';
import { keptValues, missingValues, shownValues, valueHash, writeValues } from './request-values.js';

const field = (key: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  key,
  kind,
  label: { ar: key, en: key },
  required: false,
  verify: false,
  ...more,
});
const options = ['a', 'b'].map((value) => ({ value, label: { ar: value, en: value } }));
const fields = [
  field('text', 'text', { maxLength: 5, required: true }),
  field('number', 'number', { min: 1, max: 9 }),
  field('money', 'money'),
  field('date', 'date'),
  field('one', 'choice', { options }),
  field('some', 'choice', { options, multiple: true }),
  field('file', 'file'),
  field('person', 'person'),
];
/** Looks different each time, as what is sealed does. */
let sealed = 0;
const seal = { seal: () => `sealed ${++sealed}`, index: (digits: string) => `index of …${digits.slice(-4)}` };
const write = (given: object, before: object = {}) =>
  writeValues(fields, before as Record<string, unknown>, given as Record<string, unknown>, seal);

describe('the values of a request', () => {
  test.each<[object, object]>([
    [{ text: ' نص\0 ' }, { text: 'نص' }],
    [{ number: 9 }, { number: 9 }],
    [{ money: 0 }, { money: 0 }],
    [{ date: '2026-09-23' }, { date: '2026-09-23' }],
    [{ one: 'a' }, { one: 'a' }],
    [{ some: ['a', 'b', 'a'] }, { some: ['a', 'b'] }],
    [{ text: '' }, {}],
    [{ some: [] }, {}],
  ])('are read: %j', (given, values) => {
    expect(write(given)).toEqual({ values, errors: [] });
  });

  test.each<[object, string]>([
    [{ text: 'longer' }, 'data.text'],
    [{ number: 10 }, 'data.number'],
    [{ money: 1.5 }, 'data.money'],
    [{ money: -1 }, 'data.money'],
    [{ date: '2026-02-30' }, 'data.date'],
    [{ one: 'c' }, 'data.one'],
    [{ some: ['c'] }, 'data.some.0'],
    [{ file: ['x'] }, 'data.file.0'],
    [{ person: { name: '' } }, 'data.person.name'],
    [{ person: { name: 'x', nationalId: '1' } }, 'data.person.nationalId'],
    [{ other: 1 }, 'data.other'],
  ])('are refused: %j', (given, path) => {
    expect(write(given).errors.map((error) => error.path)).toEqual([path]);
  });

  test('name every mistake at once, and keep what is not given', () => {
    expect(write({ number: 10, date: 'x' }, { text: 'a' }).errors).toHaveLength(2);
    expect(write({ number: 1, text: null }, { text: 'a', money: 5 }).values).toEqual({ number: 1, money: 5 });
    expect(missingValues(fields, { number: 1 })).toEqual(['text']);
  });

  test('keep ID numbers sealed, the same one as it was, and show them masked', () => {
    const first = write({ person: { name: 'x', nationalId: '1948219934' } }).values;
    expect(JSON.stringify(first['person'])).not.toContain('194821');
    for (const nationalId of ['1948219934', '••••••9934', undefined]) {
      expect(write({ person: { name: 'x', nationalId } }, first).values).toEqual(first);
    }
    expect(write({ person: { name: 'x', nationalId: null } }, first).values).toEqual({
      person: { name: 'x' },
    });
    expect(shownValues(fields, first)).toEqual({ person: { name: 'x', nationalId: '••••••9934' } });
  });

  test('go along to another type where they fit', () => {
    const next = [field('text', 'text', { maxLength: 2 }), field('money', 'money'), field('date', 'text')];
    expect(keptValues(fields, next, { text: 'long', money: 1, date: '2026-01-01' })).toEqual({ money: 1 });
  });

  test('have a hash that knows the value, not the order of its parts', () => {
    expect(valueHash({ a: 1, b: 2 })).toEqual(valueHash({ b: 2, a: 1 }));
    expect(valueHash(1)).not.toEqual(valueHash('1'));
  });
});
