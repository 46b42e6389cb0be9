import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ContactSearch } from '../../src/modules/beneficiaries/beneficiaries.search.js';
import { ConversationQueries } from '../../src/modules/conversations/conversations.queries.js';
import { ConversationSearch, RARE } from '../../src/modules/conversations/conversations.search.js';
import { NationalIds } from '../../src/platform/identity/national-id.js';
import { createTestDatabase, type TestDatabase } from '../harness/index.js';

/** More than are rare, so that one word of the test is common. */
const PEOPLE = RARE + 3_000;

let db: TestDatabase;
let queries: ConversationQueries;
let contacts: ContactSearch;

beforeAll(async () => {
  db = await createTestDatabase();
  await db.database.query(
    `WITH account AS (
       INSERT INTO channel_account (id, channel, name) VALUES (gen_random_uuid(), 'sms', 'default') RETURNING id
     ), person AS (
       INSERT INTO contact_point (id, channel, address, display_name)
       SELECT gen_random_uuid(), 'sms', '+9665' || (40000000 + n), CASE n WHEN 77 THEN 'أُمّ سَلَمة' ELSE 'محمّد ' || n END
         FROM generate_series(1, $1) n RETURNING id, address
     ), ordered AS (SELECT id, row_number() OVER (ORDER BY address) AS n FROM person)
     INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
                               last_message_id, last_message_at, last_direction)
     SELECT gen_random_uuid(), 'R' || n, 'sms', account.id, ordered.id, 'ar', 'open', now(), gen_random_uuid(),
            now() - make_interval(secs => n), 'inbound'
       FROM ordered, account`,
    [PEOPLE],
  );
  queries = new ConversationQueries(db.database, new ConversationSearch(db.database));
  contacts = new ContactSearch(db.database, Object.create(NationalIds.prototype) as NationalIds);
});
afterAll(() => db.close());

const list = (q: string, cursor?: string) =>
  queries.list({ view: 'all', status: 'all', q, limit: 20, cursor }, '00000000-0000-0000-0000-000000000000');

describe('looking for people', () => {
  test('finds one of thousands by a part of the name, however it is spelled', async () => {
    const { data } = await list('ام سلم');
    expect(data.map(({ contactPoint }) => contactPoint.displayName)).toEqual(['أُمّ سَلَمة']);
    expect((await contacts.find('سلمه')).map(({ name }) => name)).toEqual(['أُمّ سَلَمة']);
  });

  test('finds by the end of a number', async () => {
    const { data } = await list('40000077');
    expect(data.map(({ contactPoint }) => contactPoint.address)).toEqual(['+966540000077']);
  });

  test('pages through a name that thousands carry, newest first, nobody twice', async () => {
    const first = await list('محمد');
    const second = await list('محمد', first.nextCursor!);
    const seen = [...first.data, ...second.data].map(({ reference }) => reference);
    expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => `R${index + 1}`));
  });

  test('takes what a person types for text and not for a pattern', async () => {
    expect((await list('محمد _')).data).toEqual([]);
    expect((await list('%')).data).toEqual([]);
  });

  test.each([
    ['contact_point_search', `SELECT id FROM contact_point WHERE search LIKE '%40000077%' LIMIT ${RARE + 1}`],
    [
      'conversation_by_contact',
      `SELECT id FROM conversation WHERE contact_point_id = ANY('{${randomUUID()}}')`,
    ],
  ])('can read %s', async (index, sql) => {
    const plan = await db.database.transaction(async (tx) => {
      // A table this small is read whole.
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
    });
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
  });
});
