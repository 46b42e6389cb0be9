import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SealedBox } from './sealed-box.js';

describe('a sealed box', () => {
  const box = new SealedBox(randomBytes(32));

  test('opens for its owner, and holds nothing that can be read', () => {
    const sealed = box.seal('كلمة السر token', 'a');
    expect(box.open(sealed, 'a')).toBe('كلمة السر token');
    expect(sealed.includes('token')).toBe(false);
  });

  test('looks different each time', () => {
    expect(box.seal('x', 'a')).not.toEqual(box.seal('x', 'a'));
  });

  test.each<[string, (sealed: Buffer) => () => string]>([
    ['another owner', (sealed) => () => box.open(sealed, 'b')],
    ['another key', (sealed) => () => new SealedBox(randomBytes(32)).open(sealed, 'a')],
    ['a flipped bit', (sealed) => () => box.open(flipped(sealed), 'a')],
    ['a part of it', (sealed) => () => box.open(sealed.subarray(0, -1), 'a')],
    ['another format', (sealed) => () => box.open(Buffer.concat([Buffer.of(9), sealed.subarray(1)]), 'a')],
  ])('does not open with %s', (_label, opening) => {
    expect(opening(box.seal('secret', 'a'))).toThrow();
  });
});

function flipped(sealed: Buffer): Buffer {
  const copy = Buffer.from(sealed);
  copy[20]! ^= 1;
  return copy;
}
