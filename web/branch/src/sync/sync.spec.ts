import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IntakeEntry, Item, Problem } from '../store/entries';
import { Hub, Outbox, Refusal, sendWaiting, Unreachable, waitAfter } from './sync';

let seq = 0;
const person = (id: string) => ({ id, name: id, phone: null, isNew: true });

function item(of: string, over: Partial<IntakeEntry> = {}): Item {
  seq += 1;
  const entry: IntakeEntry = {
    kind: 'message',
    person: person(of),
    text: `${seq}`,
    needs: [],
    photos: [],
    receipt: `11-${seq}`,
    at: '2026-03-01T09:00:00Z',
    ...over,
  };
  return { id: `item ${seq}`, seq, state: 'waiting', entry, problem: null, sentAt: null };
}

class Drawer extends Outbox {
  readonly photos = new Map([['p1', new Blob(['1'])]]);

  constructor(readonly items: Item[]) {
    super();
  }

  async waiting() {
    return this.items.filter(({ state }) => state === 'waiting');
  }

  async sent(one: Item, at: number) {
    Object.assign(one, { state: 'sent', sentAt: at });
  }

  async hold(one: Item, problem: Problem) {
    Object.assign(one, { state: 'held', problem });
  }

  async photo(hash: string) {
    return this.photos.get(hash) ?? null;
  }
}

/** The hub keeps what it took by its id, as the real one does. */
class Office extends Hub {
  readonly taken: string[] = [];
  readonly attempts: string[] = [];
  readonly photos = new Set<string>();
  /** Thrown for an item, before or after it was taken. */
  before = new Map<string, Error>();
  after = new Map<string, Error>();

  async missingPhotos(hashes: string[]) {
    return hashes.filter((hash) => !this.photos.has(hash));
  }

  async sendPhoto(hash: string) {
    this.attempts.push(hash);
    this.photos.add(hash);
  }

  async send({ id }: Item) {
    this.attempts.push(id);
    this.fail(this.before, id);
    if (!this.taken.includes(id)) this.taken.push(id);
    this.fail(this.after, id);
    return { clockIsOff: false };
  }

  private fail(from: Map<string, Error>, id: string) {
    const error = from.get(id);
    from.delete(id);
    if (error) throw error;
  }
}

let office: Office;
beforeEach(() => {
  seq = 0;
  office = new Office();
});
const run = (drawer: Drawer) => sendWaiting(drawer, office, () => 7);
const done = (later = false) => ({ kind: 'done', clockIsOff: false, later });

describe('what waits', () => {
  test('is sent in the order of writing', async () => {
    const drawer = new Drawer([item('a'), item('b'), item('a')]);
    expect(await run(drawer)).toEqual(done());
    expect(office.taken).toEqual(['item 1', 'item 2', 'item 3']);
    expect(drawer.items.map(({ state, sentAt }) => [state, sentAt])).toEqual(Array(3).fill(['sent', 7]));
  });

  test('stays, and all behind it, when the network goes; an answer that was lost makes no second message', async () => {
    const drawer = new Drawer([item('a'), item('b')]);
    office.after.set('item 1', new Unreachable());
    expect(await run(drawer)).toEqual({ kind: 'unreachable' });
    expect(drawer.items.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    expect(await run(drawer)).toEqual(done());
    expect(office.attempts).toEqual(['item 1', 'item 1', 'item 2']);
    expect(office.taken).toEqual(['item 1', 'item 2']);
  });

  test('is held with its reason when the hub refuses it, and the rest goes on', async () => {
    const drawer = new Drawer([item('a'), item('b')]);
    office.before.set('item 1', new Refusal(409, 'branch.person_changed', { name: 'x' }));
    expect(await run(drawer)).toEqual(done());
    expect(drawer.items[0]).toMatchObject({
      state: 'held',
      problem: { code: 'branch.person_changed', params: { name: 'x' } },
    });
    expect(office.taken).toEqual(['item 2']);
  });

  test("keeps one person's order when the first of theirs has to come again later", async () => {
    const drawer = new Drawer([item('a'), item('b'), item('a')]);
    office.before.set('item 1', new Refusal(409, 'branch.person_not_yet'));
    expect(await run(drawer)).toEqual(done(true));
    expect(office.taken).toEqual(['item 2']);
    expect(await run(drawer)).toEqual(done());
    expect(office.taken).toEqual(['item 2', 'item 1', 'item 3']);
  });

  test('sends no more once its rights are gone, and keeps everything', async () => {
    const drawer = new Drawer([item('a'), item('b')]);
    office.before.set('item 1', new Refusal(401, 'auth.sign_in_required'));
    expect(await run(drawer)).toEqual({ kind: 'shut out' });
    expect(office.attempts).toEqual(['item 1']);
    expect(drawer.items.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  test('keeps everything, too, when the account has another role now', async () => {
    const drawer = new Drawer([item('a')]);
    office.before.set('item 1', new Refusal(403, 'auth.forbidden'));
    expect(await run(drawer)).toEqual({ kind: 'shut out' });
    expect(drawer.items.map(({ state }) => state)).toEqual(['waiting']);
  });

  test('sends photographs first, and those that have arrived not again', async () => {
    const drawer = new Drawer([item('a', { photos: ['p1'] })]);
    office.before.set('item 1', new Unreachable());
    await run(drawer);
    await run(drawer);
    expect(office.attempts).toEqual(['p1', 'item 1', 'item 1']);
  });

  test('says so when a photograph is not on the phone any more', async () => {
    const drawer = new Drawer([item('a', { photos: ['gone'] }), item('b')]);
    expect(await run(drawer)).toEqual(done());
    expect(drawer.items[0]).toMatchObject({ state: 'held', problem: { code: 'photo_lost' } });
    expect(office.taken).toEqual(['item 2']);
  });
});

test('the pauses between tries grow up to five minutes, and are spread', () => {
  expect([1, 2, 3].map((failures) => waitAfter(failures, 0.5))).toEqual([2_000, 4_000, 8_000]);
  expect(waitAfter(50, 0.5)).toBe(300_000);
  expect(waitAfter(1, 0)).toBeLessThan(waitAfter(1, 1));
});
