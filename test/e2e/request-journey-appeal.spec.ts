import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RequestHouse, WAYS, type Way } from '../harness/request-house.js';
import { RequestJourney } from '../harness/request-journey.js';

const REJECTED = 'نعتذر عن قبول طلبكم، ولكم أن تعترضوا';
const ACCEPTED = 'قُبل اعتراضكم، ومبلغ الدعم 12500 ريال';

let house: RequestHouse;
const journeys = new Map<Way, RequestJourney>();

beforeAll(async () => {
  house = await RequestHouse.open();
  for (const way of WAYS) journeys.set(way, await RequestJourney.studied(house, way));
});
afterAll(() => house?.close());

const all = () => [...journeys.values()];
const HELD_BACK = { state: 'due', steps: 0, messages: 0, heard: [] };

/** The decision about each has come on its own channel, alone, and its network has said so. */
async function delivered(): Promise<void> {
  for (const journey of all()) {
    const step = await journey.sentBy(journey.answeredBy);
    expect((await journey.notice()).steps).toHaveLength(1);
    expect(await journey.heard()).toContain(journey.reference);
    await journey.report(step, 'delivered');
  }
  for (const journey of all()) await journey.ends('proven');
}

describe('requests by every channel', () => {
  test('are rejected by consensus, and nobody hears of it before the two weeks are over', async () => {
    expect(all()).toHaveLength(WAYS.length);
    await house.sits(
      'consensus',
      all().map(({ id }) => ({ id, outcome: 'rejected' })),
    );
    for (const journey of all()) await journey.worded(REJECTED);
    await house.moveClock(13.95);
    for (const journey of all()) expect(await journey.left()).toEqual(HELD_BACK);
    await house.moveClock(14.05);
    await delivered();
    for (const journey of all()) expect(await journey.state()).toBe('notified');
  });

  test('have nothing to deliver', async () => {
    const [journey] = all() as [RequestJourney];
    await expect(journey.step('deliver')).rejects.toThrow('not_accepted');
  });
});

describe.each(WAYS)('an appeal by %s', (way) => {
  test('begins two weeks of its own, which its receipt names, and is studied again', async () => {
    const journey = journeys.get(way)!;
    expect(await journey.step('appeal', 'الراتب انقطع منذ شهر')).toBe('appealed');
    const earliest = await journey.promised(2);
    expect(earliest.getTime()).toBeGreaterThan(Date.now() + 28 * 86_400_000);
    expect(await journey.step('study_again')).toBe('under_study');
  });
});

describe('the decisions about the appeals', () => {
  test('wait for the two weeks of their own round', async () => {
    await house.sits(
      'votes',
      all().map(({ id }) => ({ id, outcome: 'accepted' })),
    );
    for (const journey of all()) await journey.worded(ACCEPTED);
    for (const journey of all()) expect(await journey.left()).toEqual(HELD_BACK);
    await house.moveClock(27.95);
    for (const journey of all()) expect(await journey.left()).toEqual(HELD_BACK);
    await house.moveClock(28.15);
  });

  test('arrive on the channel of each, and the requests go to their end', async () => {
    await delivered();
    for (const journey of all()) {
      expect(await journey.notice()).toMatchObject({ round: 2, state: 'proven' });
      expect(await journey.state()).toBe('notified');
      expect(await journey.step('deliver')).toBe('delivered');
      expect(await journey.step('close')).toBe('closed');
    }
    expect(house.violations).toEqual([]);
  });
});
