import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeliveryStatus } from '../../src/channels/core/channel-adapter.js';
import { RequestHouse, WAYS, type Way } from '../harness/request-house.js';
import { RequestJourney } from '../harness/request-journey.js';
import { PUBLIC_URL } from '../harness/sms.js';

/** How each network, or whoever carries the answer, says that it arrived; and what that proves. */
const PROOFS: Record<Way, { status: DeliveryStatus; proof: string }> = {
  whatsapp: { status: 'read', proof: 'read' },
  sms: { status: 'delivered', proof: 'delivered' },
  email: { status: 'delivered', proof: 'delivered' },
  letter: { status: 'delivered', proof: 'received' },
  phone: { status: 'delivered', proof: 'told' },
  interview: { status: 'delivered', proof: 'told' },
  help_request: { status: 'delivered', proof: 'told' },
  branch: { status: 'delivered', proof: 'told' },
};
/** Others may look at these over the person's shoulder. */
const PRIVATE: Way[] = ['whatsapp', 'sms'];

let house: RequestHouse;
const journeys = new Map<Way, RequestJourney>();

beforeAll(async () => {
  house = await RequestHouse.open();
});
afterAll(() => house?.close());

const all = () => [...journeys.values()];

describe.each(WAYS)('a request by %s', (way) => {
  test('is made from what the person wrote, and its receipt names the earliest date', async () => {
    const journey = await RequestJourney.begin(house, way);
    journeys.set(way, journey);
    expect(await journey.view()).toMatchObject({ state: 'submitted', conversation: { channel: way } });
    expect((await journey.promised()).getTime()).toBeGreaterThan(Date.now() + 13.99 * 86_400_000);
  });

  test('is matched with its papers, and the person signs', async () => {
    const journey = journeys.get(way)!;
    await journey.verified();
    await journey.attested();
    await journey.studied();
    expect(await journey.view()).toMatchObject({ state: 'under_study', incomplete: [] });
  });
});

describe('the committee', () => {
  test('accepts them all in one session, and a second person approves the words', async () => {
    await house.sits(
      'votes',
      all().map(({ id }) => ({ id, outcome: 'accepted' })),
    );
    for (const journey of all()) await journey.worded('قُبل طلبكم، ومبلغه 12500 ريال');
    for (const journey of all()) expect(await journey.state()).toBe('notice_due');
  });

  test('is not heard before the two weeks are over', async () => {
    expect(all()).toHaveLength(WAYS.length);
    // Somebody whose papers are wanted is reminded: so the hub has looked for what is due.
    const late = await RequestJourney.begin(house, 'sms');
    await late.step('ask_papers');
    await late.promised();
    await house.moveClock(13.95);
    await late.hears('ما زلنا ننتظر');
    for (const journey of all()) {
      expect(await journey.left()).toEqual({ state: 'due', steps: 0, messages: 0, heard: [] });
    }
    await house.moveClock(14.05);
  });
});

describe('the decision', () => {
  test.each(WAYS)('about a request by %s arrives on that channel, and nothing but it', async (way) => {
    const journey = journeys.get(way)!;
    const step = await journey.sentBy(journey.answeredBy);
    expect((await journey.notice()).steps).toHaveLength(1);
    const heard = await journey.heard();
    if (PRIVATE.includes(way)) {
      expect(heard).toContain(`${PUBLIC_URL}/track`);
      expect(heard).toContain(journey.reference);
      expect(heard).not.toContain('12500');
    } else {
      expect(heard).toContain(journey.approvedWords);
    }
    expect(await journey.state()).toBe('notice_due');
    await journey.report(step, PROOFS[way].status);
  });

  test.each(WAYS)('about a request by %s is proven, and the request goes to its end', async (way) => {
    const journey = journeys.get(way)!;
    expect(await journey.ends('proven')).toMatchObject({ proof: PROOFS[way].proof });
    expect(await journey.state()).toBe('notified');
    expect(await journey.step('deliver')).toBe('delivered');
    expect(await journey.step('close')).toBe('closed');
  });
});

test('no network was asked for what it does not have', () => {
  expect(house.violations).toEqual([]);
});
