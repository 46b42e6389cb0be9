import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MOST_UNCLAIMED_BYTES } from '../../src/channels/core/public-uploads.js';
import { FormPage } from '../harness/forms.js';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';

let hub: RunningHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.stop());

test('a form is refused files, in words, until the sweep has made room', async () => {
  const [page, id] = [await FormPage.open(hub.url), crypto.randomUUID()];
  await hub.sql(
    `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key, held)
     VALUES ($1, $1, 'big', 'text/plain', $2, 'none', 'none')`,
    [id, MOST_UNCLAIMED_BYTES],
  );
  const answer = await page.part(crypto.randomUUID(), 0, Buffer.alloc(1000, 7));
  expect(answer).toMatchObject({
    status: 503,
    body: { code: 'channel.uploads_full', title: expect.stringContaining('لا مكان') },
  });
  await hub.sql(`UPDATE upload SET created_at = now() - interval '2 days' WHERE id = $1`, [id]);
  await waitFor(async () => (await hub.sql('SELECT 1 FROM upload WHERE id = $1', [id])).length === 0, {
    message: 'the sweep',
  });
  expect((await page.part(crypto.randomUUID(), 0, Buffer.alloc(1000, 7))).status).toBe(204);
});
