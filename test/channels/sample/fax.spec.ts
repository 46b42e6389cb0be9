import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  ConversationView,
  MessageView,
} from '../../../src/modules/conversations/conversations.schemas.js';
import { waitFor } from '../../harness/index.js';
import { FaxApp, TOKEN } from './fax.app.js';

let app: FaxApp;
beforeAll(async () => {
  app = await FaxApp.start();
});
afterAll(async () => {
  await app?.stop();
});

const tell = async (event: object, token = TOKEN) => {
  const body = JSON.stringify(event);
  const response = await fetch(`${app.url}/channels/fax/default/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-fax-signature': createHmac('sha256', token).update(body).digest('hex'),
    },
    body,
  });
  return response.status;
};
const fax = (fields: object = {}) => ({
  type: 'fax',
  id: 'F-1',
  from: { line: 'F-1020', name: 'أم محمد' },
  text: 'أحتاج مساعدة في الإيجار',
  writtenAt: '2026-02-20T00:00:00Z',
  ...fields,
});
const conversations = async () =>
  (await app.api.get<{ data: ConversationView[] }>('/conversations?view=all')).data;
const thread = async (id: string) =>
  (await app.api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data;

describe('a channel added by one line', () => {
  test('is the only one here, and live', async () => {
    const { data } = await app.api.get<{ data: object[] }>('/channels');
    expect(data).toMatchObject([{ channel: 'fax', name: 'default', mode: 'live' }]);
  });

  test('takes nothing that its network has not signed, and nothing that it does not understand', async () => {
    expect(await tell(fax(), 'another token')).toBe(403);
    expect(await tell(fax({ type: 'parcel' }))).toBe(400);
    expect(await conversations()).toEqual([]);
  });

  test('brings a message in, carries the answer out, and learns that it arrived', async () => {
    expect([await tell(fax()), await tell(fax())]).toEqual([200, 200]);
    const [conversation] = await waitFor(
      async () => {
        const found = await conversations();
        return found.length > 0 && found;
      },
      { message: 'the conversation' },
    );
    expect(conversation).toMatchObject({
      channel: 'fax',
      preview: 'أحتاج مساعدة في الإيجار',
      contactPoint: { address: 'F-1020', displayName: 'أم محمد' },
    });
    const [receipt] = await waitFor(() => app.sent.length > 0 && app.sent, { message: 'the receipt' });
    expect(receipt).toMatchObject({ to: 'F-1020', reference: conversation!.reference });

    app.refusals.push(503);
    const reply = await app.api.post<MessageView>(
      `/conversations/${conversation!.id}/replies`,
      { text: 'وصلت رسالتكم' },
      { 'idempotency-key': 'one' },
    );
    const sent = await waitFor(() => app.sent.find(({ id }) => id === reply.id), {
      message: 'the answer',
    });
    expect(sent).toMatchObject({ to: 'F-1020', text: 'وصلت رسالتكم' });
    expect(app.refusals).toEqual([]);

    for (const step of ['delivered', 'scanned', 'queued']) {
      expect(await tell({ type: 'progress', fax: reply.id, step })).toBe(200);
    }
    await waitFor(
      async () =>
        (await thread(conversation!.id)).some(({ id, status }) => id === reply.id && status === 'delivered'),
      { message: 'the answer to be delivered' },
    );
    const all = await thread(conversation!.id);
    expect(all.filter(({ direction }) => direction === 'inbound')).toHaveLength(1);
    expect(app.sent.map(({ text }) => text)).toHaveLength(2);
  });
});
