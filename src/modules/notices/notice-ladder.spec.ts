import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type DecidedRequest, decidedRequest, type Wanted } from '../../../test/harness/decided-request.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/index.js';
import type { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { AccountMode, ChannelAccount, ChannelType } from '../../channels/core/channel-adapter.js';
import type { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { newId } from '../../platform/database/ids.js';
import { Outreach } from '../conversations/conversations.outreach.js';
import type { References } from '../conversations/conversations.references.js';
import { DEFAULT_SETTINGS, type Settings } from '../staff/settings.schemas.js';
import type { SettingsService } from '../staff/settings.service.js';
import { NoticeLadder } from './notice-ladder.js';
import type { NoticeKind } from './notice-words.js';

const CHANNELS: ChannelType[] = ['whatsapp', 'sms', 'email', 'phone', 'letter', 'branch', 'interview'];
const CARRIED: ChannelType[] = ['phone', 'letter', 'branch', 'interview'];
const HOUR_MS = 3_600_000;

let db: TestDatabase;
let owner: pg.Client;
const accountIds = new Map<ChannelType, string>();
let modes: Partial<Record<ChannelType, AccountMode>>;
let settings: Settings;
let ladder: NoticeLadder;
let people = 0;

const run = (text: string, params?: unknown[]) => owner.query(text, params);

beforeAll(async () => {
  db = await createTestDatabase();
  owner = new pg.Client(db.ownerUrl);
  await owner.connect();
  for (const channel of CHANNELS) {
    const id = newId();
    accountIds.set(channel, id);
    await run(`INSERT INTO channel_account (id, channel, name) VALUES ($1, $2, 'default')`, [id, channel]);
  }
  const accounts = {
    usable: (channel: ChannelType): ChannelAccount | null => {
      const mode = modes[channel] ?? 'live';
      return mode === 'off' ? null : { id: accountIds.get(channel)!, channel, name: 'default', mode };
    },
  } as ChannelAccounts;
  const registry = {
    capabilitiesOf: ({ channel }: ChannelAccount) => ({ carriedByPerson: CARRIED.includes(channel) }),
  } as ChannelRegistry;
  const service = { get: async () => settings } as SettingsService;
  ladder = new NoticeLadder(accounts, registry, service, new Outreach(registry, {} as References));
});

afterAll(async () => {
  await owner?.end();
  await db?.close();
});

beforeEach(() => {
  modes = {};
  settings = DEFAULT_SETTINGS;
});

/** A number that no other test has. */
function number(): string {
  people += 1;
  return `+9665000${String(people).padStart(5, '0')}`;
}

const asked = (channel: ChannelType, address: string, over: Partial<Wanted> = {}): Promise<DecidedRequest> =>
  decidedRequest(run, { channel, accountId: accountIds.get(channel)!, address, ...over });

const climbs = (...noticeLadder: ChannelType[]) => {
  settings = { ...DEFAULT_SETTINGS, noticeLadder };
};

/** Where the notice goes next: channel and address; null when no way is left. */
function next({ noticeId, requestId }: DecidedRequest, kind: NoticeKind = 'decision') {
  return db.database.transaction(async (tx) => {
    const rung = await ladder.next(tx, { id: noticeId, kind, requestId, language: 'ar' });
    if (!rung) return null;
    const [point] = await tx.query<{ channel: string; address: string }>(
      'SELECT channel, address FROM contact_point WHERE id = $1',
      [rung.contactPointId],
    );
    expect(rung.account).toMatchObject({ id: accountIds.get(point!.channel as ChannelType) });
    return `${point!.channel} ${point!.address}`;
  });
}

async function contactPoint(
  channel: ChannelType,
  address: string,
  beneficiaryId: string | null,
): Promise<string> {
  const id = newId();
  await run('INSERT INTO contact_point (id, channel, address, beneficiary_id) VALUES ($1, $2, $3, $4)', [
    id,
    channel,
    address,
    beneficiaryId,
  ]);
  return id;
}

async function tried({ noticeId }: DecidedRequest, contactPointId: string, position = 1): Promise<void> {
  await run(
    `INSERT INTO notice_step (id, notice_id, position, contact_point_id, channel, state, reason)
     SELECT $1, $2, $4, id, channel, 'failed', 'failed' FROM contact_point WHERE id = $3`,
    [newId(), noticeId, contactPointId, position],
  );
}

const set = (id: string, column: 'consented_at' | 'opted_out_at') =>
  run(`UPDATE contact_point SET ${column} = now() WHERE id = $1`, [id]);

async function somebodyElse(): Promise<string> {
  const id = newId();
  await run(`INSERT INTO beneficiary (id, name) VALUES ($1, 'أم سالم')`, [id]);
  return id;
}

describe('the order', () => {
  test('is the one of the settings', async () => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    climbs('phone', 'sms', 'whatsapp');
    expect(await next(person)).toBe(`phone ${phone}`);
    climbs('sms', 'phone', 'whatsapp');
    expect(await next(person)).toBe(`sms ${phone}`);
    climbs('whatsapp', 'sms');
    expect(await next(person)).toBe(`whatsapp ${phone}`);
  });

  test('leaves out what the settings do not name', async () => {
    const person = await asked('whatsapp', number());
    climbs('email', 'letter');
    expect(await next(person)).toBeNull();
  });

  test.each<AccountMode>(['sandbox', 'off'])('passes over an account that is %s', async (mode) => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    climbs('sms', 'phone');
    modes = { sms: mode };
    expect(await next(person)).toBe(`phone ${phone}`);
  });

  test('sends nobody to say that a receipt did not arrive', async () => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    climbs('phone', 'sms');
    expect(await next(person, 'receipt')).toBe(`sms ${phone}`);
    expect(await next(person, 'missing_papers')).toBe(`phone ${phone}`);
    climbs('phone');
    expect(await next(person, 'reminder')).toBeNull();
  });
});

describe('what a person agreed to', () => {
  test('is to be called and texted where they left a number, but never by WhatsApp', async () => {
    const phone = number();
    const person = await asked('email', 'huda@example.org', { phone });
    climbs('whatsapp', 'sms', 'phone');
    expect(await next(person)).toBe(`sms ${phone}`);
    climbs('whatsapp');
    expect(await next(person)).toBeNull();
  });

  test('is the number that is attested in the request', async () => {
    const phone = number();
    const person = await asked('email', 'attested@example.org');
    await run('UPDATE support_request SET phone = $2 WHERE id = $1', [person.requestId, phone]);
    climbs('phone');
    expect(await next(person)).toBe(`phone ${phone}`);
  });

  test('is to be written to at an e-mail address that they left', async () => {
    const person = await asked('whatsapp', number());
    await run('UPDATE contact_point SET email = $2 WHERE id = $1', [
      person.contactPointId,
      'Um.Abdullah@Example.org',
    ]);
    climbs('email');
    expect(await next(person)).toBe('email um.abdullah@example.org');
  });

  test('is WhatsApp once they said so, or wrote from there', async () => {
    const phone = number();
    const person = await asked('email', 'noura@example.org');
    const point = await contactPoint('whatsapp', phone, person.beneficiaryId);
    climbs('whatsapp');
    expect(await next(person)).toBeNull();
    await set(point, 'consented_at');
    expect(await next(person)).toBe(`whatsapp ${phone}`);

    const writer = await asked('whatsapp', number());
    const other = await asked('email', 'writer@example.org');
    // Another request of theirs came by WhatsApp.
    await run('UPDATE contact_point SET beneficiary_id = $2 WHERE id = $1', [
      writer.contactPointId,
      other.beneficiaryId,
    ]);
    expect(await next(other)).toMatch(/^whatsapp /);
  });

  test('ends where they opted out, whatever they had agreed to there', async () => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    const sms = await contactPoint('sms', phone, person.beneficiaryId);
    await set(sms, 'consented_at');
    await set(sms, 'opted_out_at');
    await set(person.contactPointId, 'opted_out_at');
    climbs('whatsapp', 'sms', 'phone');
    expect(await next(person)).toBe(`phone ${phone}`);
  });
});

describe('an address', () => {
  test('is tried once', async () => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    climbs('whatsapp', 'sms');
    await tried(person, person.contactPointId);
    expect(await next(person)).toBe(`sms ${phone}`);
    await tried(person, await smsOf(phone), 2);
    expect(await next(person)).toBeNull();
  });

  test('does not keep the channel from another address of the person', async () => {
    const [first, second] = [number(), number()];
    const person = await asked('sms', first);
    await run('UPDATE contact_point SET phone = $2 WHERE id = $1', [person.contactPointId, second]);
    await tried(person, person.contactPointId);
    climbs('sms');
    expect(await next(person)).toBe(`sms ${second}`);
  });

  test('that was left becomes a contact point of the person', async () => {
    const phone = number();
    const person = await asked('whatsapp', phone);
    climbs('sms');
    await next(person);
    const { rows } = await owner.query(
      `SELECT display_name AS name, beneficiary_id AS person FROM contact_point WHERE channel = 'sms' AND address = $1`,
      [phone],
    );
    expect(rows).toEqual([{ name: 'أم عبد الله', person: person.beneficiaryId }]);
  });

  test.each<ChannelType>(['sms', 'email'])('of somebody else by %s is never used', async (channel) => {
    const address = channel === 'email' ? 'family@example.org' : number();
    const person = await asked('whatsapp', number());
    await run(`UPDATE contact_point SET ${channel === 'email' ? 'email' : 'phone'} = $2 WHERE id = $1`, [
      person.contactPointId,
      address,
    ]);
    await tried(person, person.contactPointId);
    await contactPoint(channel, address, await somebodyElse());
    climbs(channel);
    const way = await next(person);
    // By SMS there is still the number that they wrote from.
    expect(way).not.toBe(`${channel} ${address}`);
    if (channel === 'email') expect(way).toBeNull();
  });

  test('that somebody else writes from by WhatsApp is neither texted nor called', async () => {
    const shared = number();
    const person = await asked('email', 'shared@example.org', { phone: shared });
    await contactPoint('whatsapp', shared, await somebodyElse());
    climbs('sms', 'phone');
    expect(await next(person)).toBeNull();
  });

  test('that is nobody’s yet may be used when the person left it', async () => {
    const phone = number();
    const person = await asked('email', 'nobody@example.org', { phone });
    await contactPoint('sms', phone, null);
    climbs('sms');
    expect(await next(person)).toBe(`sms ${phone}`);
  });
});

describe('the time for a proof', () => {
  test('is the settings’, and longer for what a person carries', async () => {
    expect(await ladder.patience('sms')).toBe(72 * HOUR_MS);
    expect(await ladder.patience('phone')).toBe(72 * HOUR_MS);
    expect(await ladder.patience('letter')).toBe(336 * HOUR_MS);
    expect(await ladder.patience('interview')).toBe(336 * HOUR_MS);
    expect(await ladder.patience('branch')).toBe(168 * HOUR_MS);
    settings = { ...DEFAULT_SETTINGS, proofWithinHours: 400 };
    expect(await ladder.patience('letter')).toBe(400 * HOUR_MS);
  });
});

async function smsOf(address: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `SELECT id FROM contact_point WHERE channel = 'sms' AND address = $1`,
    [address],
  );
  return rows[0]!.id;
}
