import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

describe.each(['postgres', 'redis'] as const)(
  'two web and two worker processes on one database, BullMQ on %s',
  (queue) => {
    let webs: RunningHub[];
    let workers: RunningHub[];
    let twilio: TwilioStandIn;
    let sockets: Socket[];

    beforeAll(async () => {
      const sms = await startTwilio();
      twilio = sms.twilio;
      const { env } = sms;
      const first = await startHub({ queue, role: 'web', env });
      const shared = {
        ...env,
        DATA_DIR: first.env['DATA_DIR']!,
        ...(first.env['REDIS_URL'] && { REDIS_URL: first.env['REDIS_URL'] }),
      };
      const join = (role: 'web' | 'worker') =>
        startHub({ role, queue, env: shared, database: first.databaseUrl });
      const others = await Promise.all([join('web'), join('worker'), join('worker')]);
      webs = [first, others[0]!];
      workers = [others[1]!, others[2]!];
      const { cookie } = await first.signIn();
      sockets = webs.map((web) =>
        io(`${web.url}/inbox`, { transports: ['websocket'], extraHeaders: { cookie } }),
      );
      await waitFor(() => sockets.every((socket) => socket.connected), { message: 'both sockets' });
    });

    afterAll(async () => {
      for (const socket of sockets ?? []) socket.close();
      await Promise.all((workers ?? []).map((worker) => worker.stop()));
      await webs?.[1]?.stop();
      await webs?.[0]?.stop();
      await twilio?.close();
    });

    test('take every message once, in order, tell both webs, and send each receipt once', async () => {
      const people = 40;
      const each = 10;
      const seen = sockets.map((socket) => {
        const addresses = new Set<string>();
        socket.on(
          'conversations.changed',
          ({ conversations }: { conversations: { contactPoint: { address: string } }[] }) => {
            for (const { contactPoint } of conversations) addresses.add(contactPoint.address);
          },
        );
        return addresses;
      });
      const number = (person: number) => `+9665000${20_000 + person}`;
      const write = async (person: number) => {
        for (let n = 0; n < each; n += 1) {
          const message = {
            from: number(person),
            body: `${n}`,
            messageSid: `SM${(person * each + n).toString(16).padStart(32, '0')}`,
          };
          // The same webhook at both processes at once.
          const answers = await Promise.all(
            webs.map((web) => twilio.inbound(PUBLIC_URL, message, { deliverTo: web.url })),
          );
          for (const answer of answers) expect(answer.status).toBe(200);
        }
      };
      await Promise.all(Array.from({ length: people }, (_, person) => write(person)));

      const hub = webs[0]!;
      const threads = await waitFor(
        async () => {
          const rows = await hub.sql<{ address: string; texts: string[] }>(
            `SELECT p.address, array_agg(m.text ORDER BY m.id) AS texts FROM message m JOIN conversation c ON c.id = m.conversation_id
             JOIN contact_point p ON p.id = c.contact_point_id WHERE m.direction = 'inbound' GROUP BY 1`,
          );
          return rows.reduce((sum, { texts }) => sum + texts.length, 0) >= people * each && rows;
        },
        { timeout: 30_000, message: 'every message' },
      );
      const inOrder = Array.from({ length: each }, (_, n) => String(n));
      expect(threads).toHaveLength(people);
      for (const { texts } of threads) expect(texts).toEqual(inOrder);
      const [conversations] = await hub.sql<{ count: number }>('SELECT count(*)::int FROM conversation');
      expect(conversations!.count).toBe(people);

      await twilio.taken(people);
      await waitFor(
        async () => (await hub.sql(`SELECT 1 FROM outbound WHERE state <> 'sent'`)).length === 0,
        { message: 'all receipts recorded' },
      );
      expect(twilio.messages.map(({ to }) => to).sort()).toEqual(
        threads.map(({ address }) => address).sort(),
      );
      await waitFor(() => seen.every((addresses) => addresses.size === people), {
        message: 'both webs to show everybody',
      });
    });

    test('go on when one worker is killed', async () => {
      await workers[0]!.kill();
      const before = twilio.messages.length;
      for (let person = 0; person < 10; person += 1) {
        await twilio.inbound(
          PUBLIC_URL,
          { from: `+9665000${30_000 + person}`, body: 'مرحبا' },
          { deliverTo: webs[0]!.url },
        );
      }
      await twilio.taken(before + 10, 60_000);
      await workers[0]!.restart();
    });
  },
);
