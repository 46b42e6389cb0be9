import { describe, expect, test } from '@jest/globals';
import { keyOf, open, openBytes, randomKeyBytes, seal, sealBytes } from './sealing';
import {
  afterWrongTry,
  MOST_TRIES,
  makeVault,
  mustAskFirst,
  newRecoveryKey,
  recover,
  triesLeft,
  unlock,
  type Vault,
} from './vault';
import { isWeakPin } from './weak-pin';

/** The real number only costs time here. */
const ITERATIONS = 1_000;
const DAY_MS = 86_400_000;
const PIN = '482913';
const facts = {
  deviceId: 'd',
  number: 11,
  deviceName: 'جوالي',
  representative: 'أبو سالم',
  branch: null,
  lockAfterDays: 14,
  lastContact: 1_000 * DAY_MS,
};
const newVault = (recoveryKey = newRecoveryKey()) => makeVault(facts, recoveryKey, PIN, ITERATIONS);
const SECRET = { words: 'تحتاج إلى علاج' };

function afterWrongTries(vault: Vault, times: number): Vault {
  return Array.from({ length: times }).reduce<Vault>((tried) => afterWrongTry(tried), vault);
}

describe('what is sealed', () => {
  test('opens with its key at its place, and holds none of the words', async () => {
    const key = await keyOf(randomKeyBytes());
    const sealed = await seal(key, 'item 1', SECRET);
    expect(await open(key, 'item 1', sealed)).toEqual(SECRET);
    expect(Buffer.from(sealed.data).includes('علاج')).toBe(false);
  });

  test('never looks the same twice', async () => {
    const key = await keyOf(randomKeyBytes());
    const [one, two] = await Promise.all([seal(key, 'x', SECRET), seal(key, 'x', SECRET)]);
    expect(Buffer.from(one.data).equals(Buffer.from(two.data))).toBe(false);
  });

  test('opens with no other key, at no other place, and not when a bit was changed', async () => {
    const key = await keyOf(randomKeyBytes());
    const sealed = await sealBytes(key, 'photo 1', new Uint8Array([1, 2, 3]));
    await expect(openBytes(await keyOf(randomKeyBytes()), 'photo 1', sealed)).rejects.toThrow();
    await expect(openBytes(key, 'photo 2', sealed)).rejects.toThrow();
    new Uint8Array(sealed.data)[0]! ^= 1;
    await expect(openBytes(key, 'photo 1', sealed)).rejects.toThrow();
  });
});

describe('the vault', () => {
  test('opens with its PIN only, and gives a key that the page cannot read', async () => {
    const { vault, key } = await newVault();
    const sealed = await seal(key, 'x', SECRET);
    const opened = await unlock(vault, PIN);
    expect(await open(opened!, 'x', sealed)).toEqual(SECRET);
    await expect(crypto.subtle.exportKey('raw', opened!)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', vault.boundKey)).rejects.toThrow();
    expect(await unlock(vault, '482914')).toBeNull();
  });

  test('does not open with its PIN in another browser, which has not the bound key', async () => {
    const { vault } = await newVault();
    const { vault: elsewhere } = await newVault();
    expect(await unlock({ ...vault, boundKey: elsewhere.boundKey }, PIN)).toBeNull();
  });

  test('opens after nine wrong PINs, and after ten not even with the right one', async () => {
    const { vault } = await newVault();
    const tried = afterWrongTries(vault, MOST_TRIES - 1);
    expect(triesLeft(tried)).toBe(1);
    expect(await unlock(tried, PIN)).not.toBeNull();
    const shut = afterWrongTry(tried);
    expect([shut.byPin, triesLeft(shut)]).toEqual([null, 0]);
    expect(await unlock(shut, PIN)).toBeNull();
  });

  test('opens again with the key that the hub kept, and loses nothing', async () => {
    const recoveryKey = newRecoveryKey();
    const { vault, key } = await newVault(recoveryKey);
    const sealed = await seal(key, 'x', SECRET);
    const recovered = await recover(afterWrongTries(vault, MOST_TRIES), recoveryKey, '739105');
    expect(await open(recovered.key, 'x', sealed)).toEqual(SECRET);
    expect(await unlock(recovered.vault, '739105')).not.toBeNull();
    expect(await unlock(recovered.vault, PIN)).toBeNull();
    await expect(recover(vault, newRecoveryKey(), PIN)).rejects.toThrow();
  });

  test.each([
    ['a day', 1, false],
    ['two weeks', 14, false],
    ['longer than it may', 15, true],
    ['a time that lies ahead: its clock was set back', -3, true],
  ])('after %s without contact asks the hub first: %s days, %s', async (_, days, asks) => {
    const { vault } = await newVault();
    expect(mustAskFirst(vault, vault.lastContact + days * DAY_MS)).toBe(asks);
  });
});

test.each([
  ['000000', true],
  ['123456', true],
  ['987654', true],
  ['121212', true],
  ['741741', true],
  ['482913', false],
])('the PIN %s is easy to guess: %s', (pin, weak) => expect(isWeakPin(pin)).toBe(weak));
