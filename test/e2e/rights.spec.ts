import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { expectProblem, OpenDoors, PUBLIC_URL, website } from './bad-input.doors.js';

let doors: OpenDoors;

beforeAll(async () => {
  doors = await OpenDoors.start();
});

afterAll(() => doors?.stop());

describe("what is another's", () => {
  test('is not done by an officer, by a stranger or from another website', async () => {
    const { id } = await doors.aConversation();
    const settings = await doors.admin.get('/settings');
    const adminOnly: [string, string, unknown][] = [
      ['POST', '/staff', { email: 'z@insat.test', name: 'z', role: 'administrator' }],
      ['POST', '/teams', { slug: 'z', name: { ar: 'z', en: 'z' } }],
      ['PUT', '/routing-rules', { data: [] }],
      ['PUT', '/settings', settings],
    ];
    for (const [method, path, body] of adminOnly) {
      expect((await doors.officer.request(method, path, body)).status).toBe(403);
      expectProblem(
        await doors.call(method, `/api/v1${path}`, JSON.stringify(body), {
          'content-type': 'application/json',
        }),
        401,
      );
    }
    expect((await doors.officer.request('PATCH', '/auth/me', { role: 'administrator' })).status).toBe(400);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${PUBLIC_URL}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await doors.officer.request(
        'POST',
        `/conversations/${id}/notes`,
        { text: 'x' },
        headers as never,
      );
      expect(answer.status).toBe(403);
    }
  });

  test('is not read by another visitor', async () => {
    const [one, other] = [await doors.newVisitor(), await doors.newVisitor()];
    const form = new FormData();
    form.append('file', new Blob(['<html><script>alert(1)</script>'], { type: 'text/html' }), '../../x.html');
    const { authorization } = one.headers;
    const upload = (await doors.call('POST', website('attachments'), form, { authorization: authorization! }))
      .body;
    expect(upload).toMatchObject({ fileName: 'x.html', contentType: 'text/plain' });
    expectProblem(await doors.say(other, 'mine', { attachments: [upload['id']] }), 400);
    const sent = await doors.say(one, 'secret', { attachments: [upload['id']] });
    const [file] = sent.body['attachments'] as { key: string }[];
    const opened = await doors.call('GET', website(`attachments/${file?.key}`), undefined, one.headers);
    expect(opened.headers.get('content-disposition')).toMatch(/^attachment;/);
    expectProblem(
      await doors.call('GET', website(`attachments/${file?.key}`), undefined, other.headers),
      404,
    );
    expectProblem(await doors.say(other, 'x', { id: sent.body['id'] }), 409);
    const history = await doors.call(
      'GET',
      website(`messages?before=${sent.body['id']}`),
      undefined,
      other.headers,
    );
    expect(history.body['data']).toEqual([]);
    expectProblem(await doors.call('GET', '/api/v1/conversations', undefined, one.headers), 401);
  });

  test('is not heard on a socket without the right to it', async () => {
    const refusal = (namespace: string, options: object) =>
      new Promise<string>((resolve) => {
        const socket = io(doors.hub.url + namespace, {
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          ...options,
        });
        const end = (words: string) => {
          socket.close();
          resolve(words);
        };
        socket.on('connect', () => end('connected'));
        socket.on('connect_error', (error) => end(error.message));
      });
    const token = (await doors.newVisitor()).headers['authorization']!.slice('Bearer '.length);
    const foreign = { cookie: doors.officer.cookie, origin: 'https://evil.example' };
    expect(await refusal('/', {})).toBe('request.not_found');
    expect(await refusal('/inbox', {})).toBe('auth.sign_in_required');
    expect(await refusal('/inbox', { auth: { token } })).toBe('auth.sign_in_required');
    expect(await refusal('/inbox', { extraHeaders: foreign })).toBe('auth.cross_origin');
    expect(await refusal('/widget', { auth: { account: {}, token: [] } })).toBe('request.invalid');
    expect(await refusal('/widget', { auth: { account: 'default', token: 'x' } })).toBe(
      'website.visitor_unknown',
    );
  });
});

test('after all of this the hub is ready, lost nothing, and a message flows', () => doors.expectUnharmed());
