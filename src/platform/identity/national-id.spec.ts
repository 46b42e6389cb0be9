import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sharedCases } from '../../../test/harness/cases.js';
import type { Config } from '../config/config.js';
import { NationalIds, parseNationalId } from './national-id.js';

interface Cases {
  cases: { id: string; valid: boolean | null }[];
}

/** `valid: null`: nobody says which is right. */
const cases = sharedCases<Cases>('arabic/saudi_ids.json', { cases: [] }).cases.filter(
  ({ valid }) => valid !== null,
);
const own = [
  { id: '١٠٠٠٠٠٠٠٠٨', valid: true },
  { id: '۱۰۰۰۰۰۰۰۰۸', valid: true },
  { id: ' 1000000008\u200f', valid: true },
  { id: '1 000 000 008', valid: true },
  { id: '', valid: false },
  { id: '100000000', valid: false },
  { id: '0000000000', valid: false },
  { id: '1000000008x', valid: false },
  { id: '+1000000008', valid: false },
];

describe('a Saudi ID number', () => {
  test.each([...cases, ...own])('"$id" is one: $valid', ({ id, valid }) => {
    expect(parseNationalId(id) !== null).toBe(valid);
  });

  test('is read as ten ASCII digits', () => {
    expect(parseNationalId('١٠٠٠ ٠٠٠-٠٠٨')).toBe('1000000008');
  });
});

describe('a kept ID number', () => {
  const withSecret = (secret: string) =>
    new NationalIds({
      derivedKey: (purpose: string) => createHmac('sha256', secret).update(purpose).digest(),
    } as Config);
  const ids = withSecret('one');
  const owner = '0192f0c1-2345-7890-8abc-def012345678';
  const stranger = '0192f0c1-2345-7890-8abc-def012345679';

  test('comes back as it was, and looks different each time', () => {
    const stored = ids.encrypt('1000000008', owner);
    expect(ids.decrypt(stored, owner)).toBe('1000000008');
    expect(stored.includes('1000000008')).toBe(false);
    expect(ids.encrypt('1000000008', owner).equals(stored)).toBe(false);
  });

  test('cannot be read for another person, with another key, or after a change', () => {
    const stored = ids.encrypt('1000000008', owner);
    const changed = Buffer.from(stored);
    changed[15] = (changed[15] as number) ^ 1;
    expect(() => ids.decrypt(stored, stranger)).toThrow();
    expect(() => withSecret('two').decrypt(stored, owner)).toThrow();
    expect(() => ids.decrypt(changed, owner)).toThrow();
    expect(() => ids.decrypt(Buffer.of(9), owner)).toThrow('unknown format');
  });

  test('is found by an index that needs the key', () => {
    expect(ids.blindIndex('1000000008')).toEqual(ids.blindIndex('1000000008'));
    expect(ids.blindIndex('1000000008')).not.toEqual(ids.blindIndex('2260181595'));
    expect(ids.blindIndex('1000000008')).not.toEqual(withSecret('two').blindIndex('1000000008'));
  });
});
