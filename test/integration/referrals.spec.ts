import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type ApiClient, type RunningHub, startHub } from '../harness/index.js';
import { type MadeRequest, makeRequest } from '../harness/requests.js';

let hub: RunningHub;
let api: ApiClient;
const colleague = uuidv7();

beforeAll(async () => {
  hub = await startHub();
  api = await hub.signIn();
  await hub.sql(
    `INSERT INTO staff (id, name, email, password_hash, role) VALUES ($1, 'هند', 'hind@insat.test', 'none', 'officer')`,
    [colleague],
  );
});

afterAll(() => hub?.stop());

const told = ({ id }: MadeRequest) =>
  hub.sql<{ to: string }>(
    `SELECT variables ->> 'to' AS "to" FROM request_notice WHERE request_id = $1 AND kind = 'referral' ORDER BY id`,
    [id],
  );

describe('the person is told who has their matter', () => {
  test('once, when its conversation is referred with a reason', async () => {
    const request = await makeRequest(hub, {
      phone: '+966500000011',
      state: 'submitted',
      submittedDaysAgo: 1,
    });
    const draft = await makeRequest(hub, { phone: '+966500000012', state: 'draft' });
    for (const { conversationId } of [request, draft]) {
      for (let n = 0; n < 2; n += 1) {
        const referred = await api.request('PUT', `/conversations/${conversationId}/assignment`, {
          assigneeId: colleague,
          reason: 'تعرف الحي',
        });
        expect(referred.status).toBe(200);
      }
    }
    expect(await told(request)).toEqual([{ to: 'هند' }]);
    expect(await told(draft)).toEqual([]);
  });

  test('once, when the request is given to somebody by somebody else, and not when they take it', async () => {
    const request = await makeRequest(hub, {
      phone: '+966500000013',
      state: 'verified',
      submittedDaysAgo: 1,
    });
    const [me] = await hub.sql<{ id: string }>(`SELECT id FROM staff WHERE email = 'admin@insat.test'`);
    for (const ownerId of [me!.id, colleague, colleague]) {
      expect((await api.request('PUT', `/requests/${request.id}/owner`, { ownerId })).status).toBe(200);
    }
    expect(await told(request)).toEqual([{ to: 'هند' }]);
  });
});
