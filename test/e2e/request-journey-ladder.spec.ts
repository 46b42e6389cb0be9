import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RequestHouse, WAYS, type Way } from '../harness/request-house.js';
import { RequestJourney } from '../harness/request-journey.js';

interface Undelivered {
  id: string;
  owner: { id: string } | null;
  steps: { channel: string; state: string }[];
}
type Settings = Record<string, unknown>;

const WORDS = 'قُبل طلبكم، ومبلغه 12500 ريال';
/** The first channel in the settings' order that the person has, besides the one that failed. */
const NEXT = (way: Way) => (way === 'sms' ? 'phone' : 'sms');
/** Ways of one person who has every one of them, in the order of the settings. */
const EVERYWHERE = ['whatsapp', 'sms', 'email', 'phone', 'letter', 'branch', 'interview'];

let house: RequestHouse;
const journeys = new Map<Way, RequestJourney>();
let everywhere: RequestJourney;
let silent: RequestJourney;

beforeAll(async () => {
  house = await RequestHouse.open();
  const settings = await house.admin.get<Settings>('/settings');
  await house.admin.put('/settings', { ...settings, proofWithinHours: 24 });
  for (const way of WAYS) journeys.set(way, await RequestJourney.studied(house, way));
  silent = await RequestJourney.studied(house, 'sms');
  everywhere = await RequestJourney.studied(house, 'whatsapp');
  for (const way of ['email', 'letter', 'branch', 'interview'] as const) await everywhere.comesBy(way);
  const all = [...journeys.values(), silent, everywhere];
  await house.sits(
    'votes',
    all.map(({ id }) => ({ id, outcome: 'accepted' })),
  );
  for (const journey of all) await journey.worded(WORDS);
  await house.moveClock(14.1);
});
afterAll(() => house?.close());

describe('a decision whose first channel fails', () => {
  beforeAll(async () => {
    for (const journey of journeys.values()) {
      await journey.report(await journey.sentBy(journey.answeredBy), 'failed');
    }
  });

  test.each(WAYS)('climbs from %s to the next', async (way) => {
    const journey = journeys.get(way)!;
    const step = await journey.sentBy(NEXT(way));
    expect(step.text).toContain(NEXT(way) === 'sms' ? journey.reference : journey.approvedWords);
    expect(step.text.includes('12500')).toBe(NEXT(way) === 'phone');
    expect(await journey.state()).toBe('notice_due');
    await journey.report(step, 'delivered');
  });

  test.each(WAYS)('is proven there where it came from %s', async (way) => {
    const journey = journeys.get(way)!;
    expect(await journey.ends('proven')).toMatchObject({
      proof: NEXT(way) === 'phone' ? 'told' : 'delivered',
      steps: [
        { channel: journey.answeredBy, state: 'failed' },
        { channel: NEXT(way), state: 'proven' },
      ],
    });
    expect(await journey.state()).toBe('notified');
    expect(await journey.remarks()).toHaveLength(2);
    expect(await journey.step('close')).toBe('closed');
  });
});

describe('a decision that no channel delivers', () => {
  test('climbs through all that the person has', async () => {
    for (const channel of EVERYWHERE) {
      await everywhere.report(await everywhere.sentBy(channel), 'failed');
    }
    const { steps } = await everywhere.ends('undelivered');
    expect(steps.map(({ channel }) => channel)).toEqual(EVERYWHERE);
    expect(steps.every(({ state }) => state === 'failed')).toBe(true);
    expect(await everywhere.state()).toBe('notice_due');
  });

  test('is on the list with an owner, until somebody settles it', async () => {
    const { api, id: officerId } = house.officer;
    const listed = async () => (await api.get<{ data: Undelivered[] }>('/undelivered-notices')).data;
    const { id } = await everywhere.notice();
    expect(await listed()).toMatchObject([{ id, steps: EVERYWHERE.map((channel) => ({ channel })) }]);
    await house.writer.api.put(`/undelivered-notices/${id}/owner`, { staffId: officerId });
    expect(await listed()).toMatchObject([{ owner: { id: officerId } }]);
    await api.post(`/undelivered-notices/${id}/settlement`, {
      proof: 'told',
      note: 'أخبرناها في بيت جارتها',
    });
    expect(await everywhere.ends('proven')).toMatchObject({
      proof: 'told',
      settledNote: 'أخبرناها في بيت جارتها',
    });
    expect(await listed()).toEqual([]);
    expect(await everywhere.state()).toBe('notified');
  });
});

describe('a decision of which nobody hears whether it arrived', () => {
  test('climbs when the time for the proof is over, and a call proves it', async () => {
    await silent.sentBy('sms');
    await house.moveClock(15.2);
    const call = await silent.sentBy('phone');
    expect(call.text).toContain(silent.approvedWords);
    await silent.report(call, 'delivered');
    expect(await silent.ends('proven')).toMatchObject({
      proof: 'told',
      steps: [
        { channel: 'sms', state: 'unproven', reason: 'no_proof' },
        { channel: 'phone', state: 'proven' },
      ],
    });
    expect(await silent.state()).toBe('notified');
    expect(house.violations).toEqual([]);
  });
});
