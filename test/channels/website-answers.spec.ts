import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { newId } from '../../src/platform/database/ids.js';
import { waitFor } from '../harness/index.js';
import { TestVisitor, WebsiteApp } from './website.app.js';

let app: WebsiteApp;
beforeAll(async () => {
  app = await WebsiteApp.start();
});
afterAll(async () => {
  await app.stop();
});

const arrive = () => TestVisitor.arrive(app.url);

describe('an answer', () => {
  const connect = (visitor: TestVisitor, token = visitor.token): Socket =>
    io(`${app.url}/widget`, {
      auth: { account: 'default', token },
      transports: ['websocket'],
      forceNew: true,
    });

  it('arrives live, once in the mailbox, and its receipts reach the journal once', async () => {
    const visitor = await arrive();
    await visitor.write('السلام عليكم');
    const socket = connect(visitor);
    try {
      const received: { id: string }[] = [];
      socket.on('message', (message) => received.push(message));
      await waitFor(() => socket.connected, { message: 'the socket to connect' });
      const id = await app.answer(visitor.id);
      await app.answer(visitor.id, { id });
      await waitFor(() => received.length > 0, { message: 'the answer' });
      expect(received[0]).toMatchObject({
        id,
        direction: 'outbound',
        text: 'وعليكم السلام، كيف نخدمك؟',
        status: 'sent',
      });
      expect((await visitor.call('GET', 'session')).body).toMatchObject({ unread: 1 });
      expect(await socket.emitWithAck('delivered', { ids: [id] })).toEqual({ ok: true });
      expect(await socket.emitWithAck('delivered', { ids: [id] })).toEqual({ ok: true });
      expect((await visitor.call('PUT', 'read', { ids: [id] })).status).toBe(204);
      expect((await visitor.call('PUT', 'delivered', { ids: [id] })).status).toBe(204);
      expect((await visitor.call('GET', 'session')).body).toMatchObject({
        unread: 0,
        messages: { data: [{ id, status: 'read' }, { direction: 'inbound' }] },
      });
      const statuses = (await app.journal()).filter((row) => row.externalId.startsWith(id));
      expect(statuses).toMatchObject([
        { kind: 'status', externalId: `${id}:delivered`, statuses: [{ messageId: id, status: 'delivered' }] },
        { kind: 'status', externalId: `${id}:read`, statuses: [{ messageId: id, status: 'read' }] },
      ]);
    } finally {
      socket.disconnect();
    }
  });

  it('brings its files', async () => {
    const visitor = await arrive();
    const content = Buffer.from('نص الخطاب');
    await app.answer(visitor.id, {
      text: '',
      attachments: [
        {
          fileName: 'خطاب.txt',
          contentType: 'text/plain',
          size: content.length,
          open: () => Readable.from([content]),
        },
      ],
    });
    const { body } = await visitor.call('GET', 'messages');
    const [{ key }] = body.data[0].attachments;
    expect(await visitor.call('GET', `attachments/${key}`)).toMatchObject({ status: 200, body: 'نص الخطاب' });
  });

  it('to nobody fails for good', async () => {
    for (const address of [newId(), 'x']) {
      await expect(app.answer(newId(), { to: { address, displayName: null } })).rejects.toMatchObject({
        name: 'SendError',
        code: 'visitor.unknown',
        retryable: false,
      });
    }
  });

  it('cannot be acknowledged by another visitor, nor by nonsense', async () => {
    const [visitor, other] = [await arrive(), await arrive()];
    const id = await app.answer(visitor.id);
    const socket = connect(other);
    try {
      expect(await socket.emitWithAck('read', { ids: [id] })).toEqual({ ok: true });
      expect(await socket.emitWithAck('read', { ids: 'x' })).toMatchObject({ ok: false, status: 400 });
      expect((await visitor.call('GET', 'session')).body.unread).toBe(1);
    } finally {
      socket.disconnect();
    }
  });

  it.each(['wrong', ''])('is not sent down a line opened with the token %j', async (token) => {
    const socket = connect(await arrive(), token);
    try {
      const refusal = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(refusal.message).toBe(token ? 'website.visitor_unknown' : 'request.invalid');
    } finally {
      socket.disconnect();
    }
  });
});

describe('whether somebody is here', () => {
  it('is told by the officers’ presence', async () => {
    const own = await WebsiteApp.start();
    try {
      await own.bringOfficer();
      const visitor = await TestVisitor.arrive(own.url);
      expect((await visitor.call('GET', 'session')).body.online).toBe(true);
    } finally {
      await own.stop();
    }
  });
});
