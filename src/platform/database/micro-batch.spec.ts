import { describe, expect, test } from '@jest/globals';
import { MicroBatch } from './micro-batch.js';

describe('a micro-batch', () => {
  test('writes the first at once, and what comes meanwhile together', async () => {
    const written: number[][] = [];
    const batch = new MicroBatch<number>(async (items) => {
      written.push(items);
      await new Promise((resolve) => setImmediate(resolve));
    });
    await Promise.all([1, 2, 3, 4].map((item) => batch.add(item)));
    expect(written).toEqual([[1], [2, 3, 4]]);
  });

  test('fails a bad item alone', async () => {
    const written: number[] = [];
    const batch = new MicroBatch<number>(async (items) => {
      if (items.includes(13)) throw new Error('thirteen');
      written.push(...items);
    });
    const outcomes = await Promise.allSettled([1, 12, 13, 14].map((item) => batch.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(written).toEqual([1, 12, 14]);
  });

  test('goes on after a failure', async () => {
    let fail = true;
    const batch = new MicroBatch<number>(async () => {
      if (fail) throw new Error('down');
    });
    await expect(batch.add(1)).rejects.toThrow('down');
    fail = false;
    await expect(batch.add(2)).resolves.toBeUndefined();
  });
});
