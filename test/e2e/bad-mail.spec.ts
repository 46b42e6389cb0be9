import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '../harness/index.js';
import { expectProblem, OpenDoors } from './bad-input.doors.js';

const MEGABYTE = 1024 * 1024;

let doors: OpenDoors;

beforeAll(async () => {
  doors = await OpenDoors.start();
});

afterAll(() => doors?.stop());

describe('a mail made with malice', () => {
  const from = (name: string) =>
    `From: ${name} <${name}@example.com>\r\nMessage-ID: <${name}@example.com>\r\n`;

  test('may have 1,000 headers', async () => {
    const headers = Array.from({ length: 1000 }, (_, at) => `X-Header-${at}: ${'v'.repeat(50)}\r\n`).join('');
    expect((await doors.mail(`${headers}${from('headers')}\r\nhello`)).status).toBe(202);
    expect((await doors.messagesOf('headers@example.com'))[0]?.text).toBe('hello');
  });

  test.each([50, 3000])('may have %d parts inside each other', async (depth) => {
    const boundaries = Array.from({ length: depth }, (_, at) => `b${at}`);
    const open = boundaries.map(
      (boundary) => `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`,
    );
    const close = boundaries.reverse().map((boundary) => `\r\n--${boundary}--`);
    const name = `nested${depth}`;
    const raw = `${from(name)}${open.join('')}Content-Type: text/plain\r\n\r\ndeep down${close.join('')}\r\n`;
    expect((await doors.mail(raw)).status).toBe(202);
    if (depth === 50) expect((await doors.messagesOf(`${name}@example.com`))[0]?.text).toBe('deep down');
    else
      await waitFor(
        async () => (await doors.messagesOf(`${name}@example.com`)).length || (await doors.setAside()).length,
      );
  });

  test('may have a torn head, a missing sender and bytes of every kind', async () => {
    expect(
      (await doors.mail(`${from('torn')}Content-Type: text/plain; charset="no-such\r\n\r\n\xff\xfe\0bytes`))
        .status,
    ).toBe(202);
    expect((await doors.messagesOf('torn@example.com'))[0]?.text).toContain('bytes');
    expect((await doors.mail('Subject: nobody\r\nMessage-ID: <n@n>\r\n\r\nfrom nobody')).status).toBe(202);
    expect((await doors.messagesOf('unknown@invalid'))[0]?.text).toBe('from nobody');
    expectProblem(await doors.mail(''), 400);
    expectProblem(await doors.mail('{}', { 'content-type': 'application/json' }), 400);
    expectProblem(await doors.mail(Buffer.alloc(26 * MEGABYTE, 'a')), 413);
  });

  test('may be 20 MB of one line', async () => {
    const raw = Buffer.concat([Buffer.from(`${from('long')}\r\n`), Buffer.alloc(20 * MEGABYTE, 'a')]);
    expect((await doors.mail(raw)).status).toBe(202);
    const [message] = await doors.messagesOf('long@example.com');
    expect(message).toMatchObject({ text: 'a'.repeat(200_000), attachments: [{ fileName: 'message.txt' }] });
  });

  test('brings files that climb nowhere and run nowhere', async () => {
    const part = (type: string, name: string, content: string) =>
      `--x\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${content}\r\n`;
    const raw = `${from('files')}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nfiles\r\n${part('application/pdf', '../../x', 'one')}${part('text/html', 'page.html', '<script>alert(1)</script>')}${part('image/svg+xml', 'a\u202egvs.svg', '<svg onload="alert(1)"/>')}--x--\r\n`;
    expect((await doors.mail(raw)).status).toBe(202);
    const [message] = await doors.messagesOf('files@example.com');
    expect(message?.attachments.map(({ fileName }) => fileName)).toEqual(['x', 'page.html', 'agvs.svg']);
    for (const { url } of message?.attachments.slice(1) ?? []) {
      const { status, headers } = await doors.call('GET', url, undefined, { cookie: doors.officer.cookie });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(/^attachment;/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expectProblem(await doors.call('GET', url), 401);
    }
  });
});

describe('an event that cannot be processed', () => {
  test('is set aside, seen by the administrator alone, retried, and holds nobody up', async () => {
    const poison = 'poison without any header';
    expect((await doors.mail(poison)).status).toBe(202);
    const event = await waitFor(
      async () => (await doors.setAside()).find(({ externalId }) => externalId.startsWith('sha256:')),
      { message: 'the event set aside' },
    );
    expect(event).toMatchObject({ channel: 'email', attempts: 1, error: expect.stringContaining('no mail') });
    expect(doors.hub.logs).not.toContain('poison');
    // The lane of the poison: a mail that names nobody stands in the same one.
    expect(
      (await doors.mail('Subject: s\r\nMessage-ID: <after@poison>\r\n\r\nafter the poison')).status,
    ).toBe(202);
    const after = await doors.messagesOf('unknown@invalid');
    await waitFor(async () =>
      (await doors.messagesOf('unknown@invalid')).some(({ text }) => text === 'after the poison'),
    );
    expect(after.length).toBeGreaterThan(0);

    expect((await doors.officer.request('GET', '/inbound-events')).status).toBe(403);
    expect((await doors.officer.request('POST', `/inbound-events/${event.id}/retry`)).status).toBe(403);
    expect((await doors.admin.request('POST', `/inbound-events/${event.id}/retry`)).status).toBe(202);
    await waitFor(
      async () => (await doors.setAside()).some(({ id, attempts }) => id === event.id && attempts === 2),
      {
        message: 'the event set aside again',
      },
    );
    await doors.hub.sql('UPDATE inbound_event SET raw = $2 WHERE id = $1', [
      event.id,
      Buffer.from('From: mended@example.com\r\n\r\nmended'),
    ]);
    expect((await doors.admin.request('POST', `/inbound-events/${event.id}/retry`)).status).toBe(202);
    expect((await doors.messagesOf('mended@example.com'))[0]?.text).toBe('mended');
    expect((await doors.admin.request('POST', `/inbound-events/${event.id}/retry`)).status).toBe(409);
  });
});

test('after all of this the hub is ready, lost nothing, and a message flows', () => doors.expectUnharmed());
