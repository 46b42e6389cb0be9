import { describe, expect, test } from '@jest/globals';
import { Shift, Shifts } from './shifts.js';

const KEY = 'inbound~1';

/** Work that goes on until it is told to end, so that a test decides what comes while it is under way. */
function steps() {
  const waiting: (() => void)[] = [];
  const begun: ((end: () => void) => void)[] = [];
  return {
    run: (): Promise<void> =>
      new Promise((resolve) => {
        const next = begun.shift();
        if (next) next(resolve);
        else waiting.push(resolve);
      }),
    /** Resolves when a run has begun, with what ends it. */
    next: (): Promise<() => void> =>
      new Promise((resolve) => {
        const end = waiting.shift();
        if (end) resolve(end);
        else begun.push(resolve);
      }),
  };
}

describe('a shift', () => {
  test('leaves a nudge for a job that is not under way to the queue', () => {
    expect(new Shifts().rouse(KEY)).toBe(false);
  });

  test('runs once more for what comes while it runs, however often', async () => {
    const shifts = new Shifts();
    const work = steps();
    const shift = shifts.work(KEY, work.run);
    const endFirst = await work.next();
    expect([shifts.rouse(KEY), shifts.rouse(KEY), shifts.rouse('inbound~2')]).toEqual([true, true, false]);
    endFirst();
    (await work.next())();
    await shift;
    expect(shifts.rouse(KEY)).toBe(false);
  });

  test('takes what comes in the quiet after a run, if its process nudges', async () => {
    const shifts = new Shifts();
    shifts.rouse(KEY);
    const work = steps();
    const shift = shifts.work(KEY, work.run);
    (await work.next())();
    await new Promise((resolve) => setImmediate(resolve));
    expect(shifts.rouse(KEY)).toBe(true);
    (await work.next())();
    await shift;
  });

  test('does not wait for more in a process that never nudges', async () => {
    const shifts = new Shifts();
    await shifts.work(KEY, async () => undefined);
    expect(shifts.rouse(KEY)).toBe(false);
  });

  test('ends with what its work throws, and lets the next one begin', async () => {
    const shifts = new Shifts();
    shifts.rouse(KEY);
    await expect(shifts.work(KEY, () => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    expect(shifts.rouse(KEY)).toBe(false);
    await shifts.work(KEY, async () => undefined);
  });

  test('hands what a second job for the same work came for to the one under way', async () => {
    const shifts = new Shifts();
    const work = steps();
    const first = shifts.work(KEY, work.run);
    const endFirst = await work.next();
    await shifts.work(KEY, () => Promise.reject(new Error('two at the same work')));
    endFirst();
    (await work.next())();
    await first;
  });

  test('says what came while it failed, so that it can be nudged anew', async () => {
    const shifts = new Shifts();
    const failing = shifts.work(KEY, async () => {
      shifts.rouse(KEY);
      throw new Error('no database');
    });
    await expect(failing).rejects.toThrow('no database');
    expect([shifts.takeUnserved(KEY), shifts.takeUnserved(KEY)]).toEqual([true, false]);
  });

  test('wakes the latest wait, though an earlier one was left behind', async () => {
    const shift = new Shift();
    const left = shift.next(60_000);
    const waited = shift.next(60_000);
    expect(await left).toBe(false);
    shift.rouse();
    expect(await waited).toBe(true);
  });

  test('ends when the hub stops, and leaves later nudges to the queue', async () => {
    const shifts = new Shifts();
    const work = steps();
    const shift = shifts.work(KEY, work.run);
    const end = await work.next();
    shifts.beforeApplicationShutdown();
    expect(shifts.rouse(KEY)).toBe(false);
    end();
    await shift;
  });

  test('tells work that goes on for long what has come since it last looked', async () => {
    const shifts = new Shifts();
    let seen: boolean[] = [];
    const look = async (shift: Shift) => {
      shift.heed();
      const before = await shift.next(1);
      shifts.rouse(KEY);
      seen = [before, await shift.next(60_000)];
      shift.heed();
    };
    await shifts.work(KEY, look);
    expect(seen).toEqual([false, true]);
  });
});
