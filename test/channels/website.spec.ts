import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MOST_UNCLAIMED_BYTES } from '../../src/channels/core/public-uploads.js';
import { newId } from '../../src/platform/database/ids.js';
import { startRedis } from '../harness/index.js';
import { TestVisitor, WebsiteApp } from './website.app.js';

let app: WebsiteApp;
beforeAll(async () => {
  app = await WebsiteApp.start();
});
afterAll(async () => {
  await app.stop();
});

const arrive = (language?: 'ar' | 'en') => TestVisitor.arrive(app.url, language);
const of = <T extends { message: { sender: { address: string } } | null }>(rows: T[], visitor: TestVisitor) =>
  rows.filter((row) => row.message?.sender.address === visitor.id);

describe('a visitor', () => {
  it('is known by a token of which only the hash is kept', async () => {
    const visitor = await arrive('en');
    const rows = await app.db.database.query<{ row: string }>(
      'SELECT website_visitor::text AS row FROM website_visitor WHERE id = $1',
      [visitor.id],
    );
    expect(visitor.token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(rows)).not.toContain(visitor.token);
    const session = await visitor.call('GET', 'session');
    expect(session).toMatchObject({
      status: 200,
      body: {
        visitor: { id: visitor.id, name: null, phone: null, email: null, language: 'en' },
        online: false,
        organisationName: { ar: expect.any(String), en: expect.any(String) },
        messages: { data: [], nextCursor: null },
        unread: 0,
      },
    });
  });

  it.each(['session', 'messages', 'attachments/x'])('gets nothing of %s without a token', async (path) => {
    const response = await fetch(`${app.url}/channels/website/default/${path}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({ code: 'website.visitor_unknown' });
  });

  it('finds no account of another name', async () => {
    const response = await fetch(`${app.url}/channels/website/nobody/session`);
    expect(response.status).toBe(404);
  });
});

describe('a written message', () => {
  it('is journalled and in the mailbox once, however often it is sent', async () => {
    const visitor = await arrive();
    const message = { id: newId(), text: 'السلام عليكم\u202e\u200b\0', attachments: [] };
    const answers = await Promise.all([1, 2, 3].map(() => visitor.call('POST', 'messages', message)));
    answers.push(await visitor.call('POST', 'messages', { ...message, text: 'another text' }));
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 201,
        body: { id: message.id, direction: 'inbound', text: 'السلام عليكم\u202e\u200b' },
      });
    }
    expect(of(await app.journal(), visitor)).toMatchObject([
      {
        kind: 'message',
        externalId: message.id,
        message: { sender: { address: visitor.id }, text: 'السلام عليكم\u202e\u200b', language: 'ar' },
      },
    ]);
    const history = await visitor.call('GET', 'messages');
    expect(history.body.data).toHaveLength(1);
  });

  it('cannot take the id of somebody else’s', async () => {
    const [one, other] = [await arrive(), await arrive()];
    const id = newId();
    await one.write('mine', { id });
    const answer = await other.write('not mine', { id });
    expect(answer).toMatchObject({ status: 409, body: { code: 'website.message_id_taken' } });
    expect((await one.call('GET', 'messages')).body.data).toMatchObject([{ text: 'mine' }]);
  });

  it.each([
    ['10,001 characters', { text: 'ا'.repeat(10_001) }, 'text'],
    ['nothing in it', { text: '  ' }, 'text'],
    ['an id of another kind', { text: 'x', id: 'not-an-id' }, 'id'],
    ['a text that is no text', { text: { $gt: '' } }, 'text'],
  ])('is refused with %s, and says where', async (_label, fields, path) => {
    const visitor = await arrive();
    const answer = await visitor.call('POST', 'messages', { id: newId(), ...fields });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ path }] } });
    expect(of(await app.journal(), visitor)).toEqual([]);
  });

  it('is not lost when the hub ends between the journal and the mailbox', async () => {
    const visitor = await arrive();
    const message = { id: newId(), text: 'قبل الانقطاع', attachments: [] };
    const owner = new pg.Client(app.db.ownerUrl);
    await owner.connect();
    try {
      await owner.query('ALTER TABLE website_message ADD CONSTRAINT cut CHECK (false) NOT VALID');
      expect((await visitor.call('POST', 'messages', message)).status).toBe(500);
      expect(of(await app.journal(), visitor)).toHaveLength(1);
    } finally {
      await owner.query('ALTER TABLE website_message DROP CONSTRAINT IF EXISTS cut');
      await owner.end();
    }
    expect(await visitor.call('POST', 'messages', message)).toMatchObject({
      status: 201,
      body: { id: message.id, text: 'قبل الانقطاع' },
    });
    expect(of(await app.journal(), visitor)).toHaveLength(1);
    expect((await visitor.call('GET', 'messages')).body.data).toHaveLength(1);
  });

  it('may have 10,000 characters', async () => {
    const visitor = await arrive();
    expect((await visitor.write('ا'.repeat(10_000))).status).toBe(201);
  });

  it.each([
    ['malformed JSON', 'application/json', '{"id":', 400],
    ['invalid UTF-8', 'application/json', Buffer.from('7b22ff', 'hex'), 400],
    ['a content type that is none of ours', 'text/xml', '<x/>', 415],
    ['two megabytes', 'application/json', JSON.stringify({ text: 'x'.repeat(2_000_000) }), 413],
  ])('that is %s is refused as a problem', async (_label, contentType, body, status) => {
    const visitor = await arrive();
    const response = await fetch(`${app.url}/channels/website/default/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${visitor.token}`, 'content-type': contentType },
      body: body as never,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('the history', () => {
  it('comes newest first in pages, in the order of arrival whatever the visitor’s clock says', async () => {
    const visitor = await arrive();
    const tomorrow = '01ffffff-ffff-7fff-bfff-ffffffffffff';
    await visitor.write('1', { id: tomorrow });
    for (const text of ['2', '3', '4', '5']) await visitor.write(text);
    const first = await visitor.call('GET', 'messages?limit=2');
    const second = await visitor.call('GET', `messages?limit=2&before=${first.body.nextCursor}`);
    const third = await visitor.call('GET', `messages?limit=2&before=${second.body.nextCursor}`);
    const texts = [first, second, third].map((page) => page.body.data.map((m: { text: string }) => m.text));
    expect(texts).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third.body.nextCursor).toBeNull();
  });

  it('shows a visitor nothing of another', async () => {
    const [one, other] = [await arrive(), await arrive()];
    const { body } = await one.write('private');
    expect((await other.call('GET', `messages?before=${body.id}`)).body.data).toEqual([]);
  });
});

describe('an attachment', () => {
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

  it('goes up, into a message, into the journal, and comes back to its visitor only', async () => {
    const [visitor, other] = [await arrive(), await arrive()];
    const upload = await visitor.upload('../../خطاب.pdf', pdf, 'text/html');
    expect(upload).toMatchObject({
      status: 201,
      body: { fileName: 'خطاب.pdf', contentType: 'application/pdf', size: pdf.length },
    });
    const message = await visitor.write('', { attachments: [upload.body.id] });
    expect(message.status).toBe(201);
    const [{ key }] = message.body.attachments;
    expect(of(await app.journal(), visitor)).toMatchObject([
      {
        message: {
          kind: 'document',
          text: '',
          attachments: [
            { fileName: 'خطاب.pdf', contentType: 'application/pdf', source: { kind: 'stored', key } },
          ],
        },
      },
    ]);
    const file = await visitor.call('GET', `attachments/${key}`);
    expect(file).toMatchObject({ status: 200, body: pdf.toString() });
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('خطاب.pdf')}`,
    );
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await other.call('GET', `attachments/${key}`)).status).toBe(404);
    expect((await other.write('', { attachments: [upload.body.id] })).body).toMatchObject({
      code: 'website.upload_not_found',
    });
  });

  it('is refused when its bytes are of no allowed type, is too large, or is not there', async () => {
    const visitor = await arrive();
    const program = Buffer.from('MZ\u0090\0\u0003\0\0\0\u0004\0\0\0', 'latin1');
    expect(await visitor.upload('photo.png', program, 'image/png')).toMatchObject({
      status: 415,
      body: { code: 'website.file_type_refused' },
    });
    expect((await visitor.upload('big.txt', 'x'.repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await visitor.call('POST', 'attachments', new FormData())).status).toBe(400);
    const noForm = await visitor.call('POST', 'attachments', { file: 'x' });
    expect(noForm.status).toBeGreaterThanOrEqual(400);
    expect(noForm.status).toBeLessThan(500);
  });

  it('is told that there is no room while files that nobody has claimed fill it, and words still go', async () => {
    const [visitor, id] = [await arrive(), newId()];
    await app.db.database.query(
      `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key, held)
       VALUES ($1, $1, 'big', 'text/plain', $2, 'none', 'none')`,
      [id, MOST_UNCLAIMED_BYTES],
    );
    try {
      expect(await visitor.upload('خطاب.pdf', pdf)).toMatchObject({
        status: 503,
        body: { code: 'channel.uploads_full' },
      });
      expect((await visitor.write('بلا ملف')).status).toBe(201);
    } finally {
      await app.db.database.query('DELETE FROM upload WHERE id = $1', [id]);
    }
  });

  it('of ten megabytes is taken', async () => {
    const visitor = await arrive();
    expect((await visitor.upload('big.txt', 'x'.repeat(10 * 1024 * 1024))).status).toBe(201);
  });
});

describe('how to be reached', () => {
  it('is shown to the officers at once when the visitor has written already', async () => {
    const visitor = await arrive();
    await visitor.write('متى يفتح المكتب؟');
    const contact = { name: 'سارة', phone: '٠٥٠ ١٢٣ ٤٥٦٧' };
    expect(await visitor.call('PUT', 'contact', contact)).toMatchObject({
      status: 200,
      body: { name: 'سارة', phone: '+966501234567', email: null },
    });
    await visitor.call('PUT', 'contact', contact);
    expect(of(await app.journal(), visitor)).toMatchObject([
      { message: { kind: 'text', sender: { displayName: null } } },
      {
        message: {
          kind: 'contact',
          text: 'سارة\n+966501234567',
          sender: { displayName: 'سارة', contacts: { phone: '+966501234567' } },
        },
      },
    ]);
  });

  it('comes with the first message when it was left before', async () => {
    const visitor = await arrive('en');
    await visitor.call('PUT', 'contact', { name: 'Omar', email: 'Omar@Example.org' });
    await visitor.write('Hello');
    expect(of(await app.journal(), visitor)).toMatchObject([
      {
        message: {
          kind: 'text',
          text: 'Hello',
          sender: { displayName: 'Omar', contacts: { email: 'omar@example.org' } },
        },
      },
    ]);
  });

  it.each([
    ['a name alone', { name: 'Omar' }],
    ['a number that is none', { name: 'Omar', phone: '12' }],
  ])('is refused as %s', async (_label, contact) => {
    const visitor = await arrive();
    expect((await visitor.call('PUT', 'contact', contact)).status).toBe(400);
  });
});

describe('a page of any origin', () => {
  it('may ask, and is told what it may send', async () => {
    const response = await fetch(`${app.url}/channels/website/default/messages`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://foreign.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-allow-methods': 'GET, POST, PUT',
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });
});

describe('too many requests', () => {
  const flood = async (visitor: TestVisitor, count: number) => {
    const statuses: number[] = [];
    let refused: Awaited<ReturnType<TestVisitor['write']>> | undefined;
    for (let i = 0; i < count; i++) {
      const answer = await visitor.write(`${i}`);
      statuses.push(answer.status);
      if (answer.status === 429) refused = answer;
    }
    return { taken: statuses.filter((status) => status === 201).length, refused };
  };

  it.each(['postgres', 'redis'])(
    'of one visitor are refused by all processes together, on %s',
    async (store) => {
      const redis = store === 'redis' ? await startRedis() : undefined;
      const env: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
      const one = await WebsiteApp.start(env);
      const two = await WebsiteApp.start(env, one.db);
      try {
        const visitor = await TestVisitor.arrive(one.url);
        const there = Object.assign(Object.create(visitor), {
          base: `${two.url}/channels/website/default`,
        }) as TestVisitor;
        const [first, second] = [await flood(visitor, 20), await flood(there, 20)];
        expect(first.taken + second.taken).toBe(30);
        expect(second.refused).toMatchObject({ status: 429, body: { code: 'website.throttled' } });
        expect(Number(second.refused?.headers.get('retry-after'))).toBeGreaterThan(0);
        // Somebody else at the same address is not kept out.
        expect((await (await TestVisitor.arrive(one.url)).write('hello')).status).toBe(201);
      } finally {
        await two.stop({ keepDatabase: true });
        await one.stop();
        await redis?.stop();
      }
    },
  );
});
