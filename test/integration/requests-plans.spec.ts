import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { DUPLICATES } from '../../src/modules/requests/request-duplicates.js';
import { RequestQueries } from '../../src/modules/requests/requests.queries.js';
import { requestsQuery } from '../../src/modules/requests/requests.schemas.js';
import { createTestDatabase, type TestDatabase } from '../harness/index.js';

let db: TestDatabase;
const one = randomUUID();

beforeAll(async () => {
  db = await createTestDatabase();
  const [contact, account, conversation] = [randomUUID(), randomUUID(), randomUUID()];
  await db.database.query(`INSERT INTO contact_point (id, channel, address) VALUES ($1, 'sms', 'x')`, [
    contact,
  ]);
  await db.database.query(
    `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
       last_message_id, last_message_at, last_direction, preview, awaits_routing)
     VALUES ($1, 'r', 'sms', $2, $3, 'ar', 'open', now(), gen_random_uuid(), now(), 'inbound', '', false)`,
    [conversation, account, contact],
  );
  await db.database.query(
    `INSERT INTO support_request (id, reference, type_id, type_version, state, conversation_id, source, language,
       applicant_name, national_id_index, updated_at)
     SELECT CASE n WHEN 1 THEN $2::uuid ELSE gen_random_uuid() END, 'r' || n, t.id, t.version,
            (ARRAY['draft', 'submitted', 'closed', 'under_study'])[n % 4 + 1], $1, 'officer', 'ar', 'name ' || md5(n::text),
            decode(md5((n / 2)::text), 'hex'), now() - make_interval(mins => n)
       FROM request_type t, generate_series(1, 20000) n WHERE t.slug = 'general'`,
    [conversation, one],
  );
  const owner = new pg.Client(db.ownerUrl);
  await owner.connect();
  await owner.query('ANALYZE support_request');
  await owner.query('ANALYZE household_member');
  await owner.end();
});
afterAll(() => db.close());

async function plan(text: string, values: unknown[]): Promise<string> {
  const rows = await db.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
const listPlan = (query: object) => {
  const { text, values } = new RequestQueries(db.database, null as never).listSql(
    requestsQuery.parse(query),
    randomUUID(),
  );
  return plan(text, values);
};

describe('of twenty thousand requests', () => {
  test('a page is read by the index of its order', async () => {
    const shown = await listPlan({});
    expect(shown).toContain('support_request_all');
    expect(shown).not.toContain('Seq Scan on support_request');
  });

  test('a page of some states is read by the index of each', async () => {
    const shown = await listPlan({ state: 'submitted,under_study' });
    expect(shown).toContain('support_request_list');
    expect(shown).not.toContain('Seq Scan on support_request');
  });

  test('a part of a name is found by its trigrams', async () => {
    const shown = await listPlan({ q: 'c4ca4238a0' });
    expect(shown).toContain('support_request_search');
  });

  test('duplicates are found by the blind index, and only those of the same number', async () => {
    const shown = await plan(DUPLICATES, [one]);
    expect(shown).toContain('support_request_national_id');
    expect(shown).not.toContain('Seq Scan on support_request');
    // Numbers 0 and 1 share halves: 1/2 = 0 is alone, so nothing else is found for it.
    expect(await db.database.query(DUPLICATES, [one])).toEqual([]);
  });
});

test("the application's own SQL voids what was signed, and cannot un-void it", async () => {
  await db.database.query(
    `INSERT INTO attestation (id, request_id, revision, snapshot, sha256, declaration_version, language, method, signer_name)
     VALUES (gen_random_uuid(), $1, 1, '', '', '1', 'ar', 'signature', 'x')`,
    [one],
  );
  await db.database.query(`UPDATE support_request SET data = '{"need":"x"}' WHERE id = $1`, [one]);
  expect(await db.database.query('SELECT void_reason FROM attestation')).toEqual([
    { void_reason: 'data_changed' },
  ]);
  await expect(
    db.database.query('UPDATE attestation SET voided_at = NULL, void_reason = NULL'),
  ).rejects.toMatchObject({ code: '42501' });
});
