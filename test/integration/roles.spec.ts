import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../harness/index.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const LINE = `INSERT INTO audit_line (id, actor_kind, action, subject_kind, subject_id)
  VALUES (gen_random_uuid(), 'hub', 'test', 'conversation', gen_random_uuid())`;

describe("the application's database role", () => {
  test('may add audit lines', async () => {
    await db.database.query(LINE);
    expect(await db.database.query('SELECT action FROM audit_line')).toEqual([{ action: 'test' }]);
  });

  test.each([
    "UPDATE audit_line SET action = 'other'",
    'DELETE FROM audit_line',
    'TRUNCATE audit_line',
    'ALTER TABLE audit_line DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_line_append_only ON audit_line',
    'DELETE FROM inbound_event',
    'DELETE FROM delivery_event',
    'CREATE TABLE mine (id int)',
    'CREATE SCHEMA mine',
    'ALTER TABLE message DROP CONSTRAINT message_pkey',
    "UPDATE migration SET name = ''",
    'SET session_replication_role = replica',
  ])('may not: %s', async (statement) => {
    await expect(db.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('settles journal rows and reads the queue', async () => {
    expect(await db.database.query("UPDATE inbound_event SET state = 'done'")).toEqual([]);
    expect(await db.database.query('SELECT count(*)::int AS jobs FROM bullmq.job')).toEqual([{ jobs: 0 }]);
  });
});

test('not even the owner rewrites an audit line by accident', async () => {
  await db.database.query(LINE);
  const { Client } = (await import('pg')).default;
  const owner = new Client(db.ownerUrl);
  await owner.connect();
  await expect(owner.query('DELETE FROM audit_line')).rejects.toThrow('append-only');
  await owner.end();
});
