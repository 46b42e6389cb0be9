import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningHub, startHub, startProcess, waitFor } from '../harness/index.js';

const DEMO = resolve(import.meta.dirname, '../../scripts/demo.mjs');

let hub: RunningHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.stop());

/** Runs the demo as `npm run demo` does. @returns what it printed */
async function demo(...args: string[]): Promise<string> {
  const { ended, output } = startProcess(
    process.execPath,
    [DEMO, '--hub', hub.url, '--seconds', '0', ...args],
    { env: hub.env, cwd: hub.env['DATA_DIR'] },
  );
  expect({ exit: await ended, output: output() }).toMatchObject({ exit: 0 });
  return output();
}

async function counts() {
  const [row] = await hub.sql<{ messages: number; conversations: number; channels: number }>(
    `SELECT count(*) FILTER (WHERE m.direction = 'inbound')::int AS messages,
            count(DISTINCT c.id)::int AS conversations, count(DISTINCT c.channel)::int AS channels
       FROM message m JOIN conversation c ON c.id = m.conversation_id`,
  );
  return row;
}

async function drained(): Promise<void> {
  await waitFor(async () => {
    const [row] = await hub.sql<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM inbound_event WHERE state = 'pending'",
    );
    return row?.waiting === 0;
  });
}

describe('npm run demo on a hub with nothing configured', () => {
  test('comes in by every door, and nothing of it is set aside', async () => {
    const printed = await demo('--run', 'first');
    expect(printed).not.toContain('Left out');
    await drained();
    const seen = await counts();
    expect(seen?.messages).toBeGreaterThanOrEqual(35);
    expect(seen?.conversations).toBeGreaterThanOrEqual(20);
    expect(seen?.channels).toBe(3);
    expect(await hub.sql("SELECT error FROM inbound_event WHERE state = 'set_aside'")).toEqual([]);
  });

  test('changes nothing when the same morning is played again', async () => {
    const before = await counts();
    await demo('--run', 'first');
    await drained();
    expect(await counts()).toEqual(before);
  });

  test('shows mail in windows-1256 as it was written, with its file', async () => {
    const rows = await hub.sql<{ subject: string; text: string; file_name: string }>(
      `SELECT m.subject, m.text, a.file_name FROM message m JOIN attachment a ON a.message_id = m.id
        WHERE m.subject LIKE '%نظارة%'`,
    );
    expect(rows).toEqual([
      {
        subject: 'حالة طالب يحتاج نظارة طبية',
        text: expect.stringContaining('لدينا طالب في الصف الرابع يحتاج نظارة طبية'),
        file_name: 'تقرير الفحص.pdf',
      },
    ]);
  });

  test('says which door is closed, and why, when its secrets are not the hub’s', async () => {
    const { ended, output } = startProcess(
      process.execPath,
      [DEMO, '--hub', hub.url, '--seconds', '0', '--run', 'stranger'],
      {
        env: { ...hub.env, INSAT_SECRET_KEY: 'another secret key, of another hub altogether' },
        cwd: hub.env['DATA_DIR'],
      },
    );
    expect(await ended).toBe(0);
    expect(output()).toMatch(/Left out: sms\. The hub answered 403: TWILIO_AUTH_TOKEN/);
    expect(output()).toMatch(/Left out: email\. The hub answered 403: EMAIL_INBOUND_TOKEN/);
  });
});
