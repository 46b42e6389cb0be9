import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningHub, startHub } from '../harness/index.js';
import { Desk } from './contract/desk.js';
import type { Network, Part, Person } from './contract/driver.js';
import { DRIVERS } from './contract/drivers.js';

/** What every channel keeps, whatever its network. A channel joins by its line in `contract/drivers.ts`. */

/** Each transport by its own name. */
const TRANSPORTS = DRIVERS.map(({ transport, ...driver }) => ({
  ...driver,
  account: transport?.account ?? 'default',
  name: transport ? `${driver.channel} (${transport.name})` : driver.channel,
}));

const networks = new Map<string, Network>();
const hubs: RunningHub[] = [];
const apart = new Map<string, Desk>();
/** The hub with credentials that is being tried. */
let live: Desk;
let together: Desk;
let sandbox: Desk;

beforeAll(async () => {
  await Promise.all(TRANSPORTS.map(async ({ name, start }) => networks.set(name, await start())));
  const all = [...networks.values()];
  const shared = TRANSPORTS.filter((one) => !one.apart).map(({ name }) => networks.get(name)!.env);
  hubs.push(await startHub({ env: Object.assign({}, ...shared) }));
  hubs.push(await startHub({ env: Object.assign({}, ...all.map(({ sandboxEnv }) => sandboxEnv)) }));
  for (const { prepare } of all) await prepare?.(hubs[0]!);
  together = await Desk.at(hubs[0]!);
  sandbox = await Desk.at(hubs[1]!);
  for (const { name } of TRANSPORTS.filter((one) => one.apart)) {
    const hub = await startHub({ env: networks.get(name)!.env });
    hubs.push(hub);
    apart.set(name, await Desk.at(hub));
  }
  live = together;
});

afterAll(async () => {
  await Promise.all(hubs.map((hub) => hub.stop()));
  await Promise.all([...networks.values()].map((network) => network.close()));
});

test('every channel of the hub has a driver here, and every driver a channel', async () => {
  const channels = new Set((await live.accounts()).map(({ channel }) => channel));
  const drivers = new Set<string>(DRIVERS.map(({ channel }) => channel));
  expect({
    channelsWithoutDriver: [...channels].filter((channel) => !drivers.has(channel)),
    driversWithoutChannel: [...drivers].filter((channel) => !channels.has(channel)),
  }).toEqual({ channelsWithoutDriver: [], driversWithoutChannel: [] });
});

describe.each(TRANSPORTS)('$name', ({ channel, account, name, threaded, reports, lacks, open }) => {
  beforeAll(() => {
    live = apart.get(name) ?? together;
  });

  const newPerson = (desk = live): Promise<Person> => networks.get(name)!.person(desk.hub);
  const acquaintance = async () => {
    const person = await newPerson();
    return { person, ...(await live.acquaintance(person, 'السلام عليكم')) };
  };
  const carried = async (person: Person, text: string) =>
    (await person.inbox()).filter((arrived) => arrived.includes(text)).length;
  /** The part of the contract, or the reason why this network has no such thing. */
  const testUnlessLacking = (part: Part, title: string, keep: () => Promise<void>) => {
    const lack = lacks[part];
    if (lack) test(`lacks ${part}: ${lack.because}`, () => lack.shown({ live, sandbox }));
    else test(title, keep);
  };

  test('makes one message in one conversation of what a person writes', async () => {
    const person = await newPerson();
    const externalId = person.newExternalId();
    await person.write({ externalId, text: 'أحتاج مساعدة في الإيجار' });
    const conversation = await live.conversationOf(person);
    expect(conversation).toMatchObject({ channel, account, status: 'open' });
    expect(await live.inbound(conversation, 1)).toMatchObject([
      { externalId, text: 'أحتاج مساعدة في الإيجار', kind: 'text', status: 'received' },
    ]);
  });

  test('keeps one message when the network delivers it again, at once or later', async () => {
    const person = await newPerson();
    const message = { externalId: person.newExternalId(), text: 'مرة واحدة' };
    await Promise.all([1, 2, 3].map(() => person.write(message)));
    const conversation = await live.conversationOf(person);
    await live.inbound(conversation, 1);
    await person.write(message);
    await live.settled();
    expect(await live.inbound(conversation, 1)).toHaveLength(1);
    expect(await live.conversationsOf(person)).toHaveLength(1);
    expect(await live.journalled(message.externalId)).toBe(1);
  });

  test(`keeps a burst of one person in order and together (${threaded.because})`, async () => {
    expect((await live.account(channel, account)).capabilities.threaded).toBe(threaded.is);
    const person = await newPerson();
    // What goes on in a thread needs one that the hub has; elsewhere the burst may be the first it hears of them.
    const first = threaded.is ? (await live.acquaintance(person, '0')).first : undefined;
    const texts = ['1', '2', '3', '4', '5', '6'].map((number) => `الرسالة ${number}`);
    for (const text of texts) {
      await person.write({ externalId: person.newExternalId(), text, ...(first && { follows: first }) });
    }
    await live.settled();
    const conversation = await live.conversationOf(person);
    const arrived = await live.inbound(conversation, texts.length);
    expect(arrived.map(({ text }) => text)).toEqual([...(first ? ['0'] : []), ...texts]);
  });

  test(`${threaded.is ? 'opens another' : 'goes on in the'} conversation for what follows nothing`, async () => {
    const { person } = await acquaintance();
    await person.write({ externalId: person.newExternalId(), text: 'شيء آخر' });
    await live.settled();
    expect(await live.conversationsOf(person)).toHaveLength(threaded.is ? 2 : 1);
  });

  test('carries a reply out once, on the same channel and to the same person', async () => {
    const { person, conversation } = await acquaintance();
    const other = await acquaintance();
    const reply = await live.reply(conversation, 'وعليكم السلام، كيف نخدمك؟');
    await live.message(reply, 'sent');
    await live.settled();
    expect(await carried(person, reply.text)).toBe(1);
    expect(await carried(other.person, reply.text)).toBe(0);
    expect((await live.outbox(reply.id)).attempts).toBe(1);
  });

  test(`moves a status only forward, though ${reports.join(', ')} come reversed and twice`, async () => {
    const { person, conversation } = await acquaintance();
    const reply = await live.reply(conversation, 'في الطريق');
    await live.message(reply, 'sent');
    const [most, ...less] = [...reports].reverse();
    await person.report(reply.id, most!);
    await live.message(reply, most as 'read');
    for (const status of [most!, ...less.flatMap((one) => [one, one])]) {
      await person.report(reply.id, status);
      await live.settled();
      expect((await live.outbox(reply.id)).state).toBe(most);
    }
    const [after] = await live.conversationsOf(person);
    expect(after?.undelivered).toBe(0);
  });

  testUnlessLacking(
    'a refusal for good',
    'marks a reply that is refused for good as failed, with a code, once, and counts it',
    async () => {
      const { person, conversation } = await acquaintance();
      const mend = await person.refuse('for good');
      const reply = await live.reply(conversation, 'لن تصل');
      const failed = await live.message(reply, 'failed');
      await mend();
      expect(failed.error?.code).toMatch(/\S/);
      expect((await live.outbox(reply.id)).attempts).toBe(1);
      expect(await live.conversationOf(person)).toMatchObject({ undelivered: 1 });
    },
  );

  testUnlessLacking(
    'a failure reported later',
    'marks a reply as failed when the network says so later, and counts it once',
    async () => {
      const { person, conversation } = await acquaintance();
      const reply = await live.reply(conversation, 'عادت إلينا');
      await live.message(reply, 'sent');
      await person.report(reply.id, 'failed');
      await person.report(reply.id, 'failed');
      const failed = await live.message(reply, 'failed');
      await live.settled();
      expect(failed.error?.code).toMatch(/\S/);
      expect(await live.conversationOf(person)).toMatchObject({ undelivered: 1 });
    },
  );

  testUnlessLacking(
    'a refusal for now',
    'sends a reply that is refused for now again, and then it arrives once',
    async () => {
      const { person, conversation } = await acquaintance();
      const mend = await person.refuse('for now');
      const reply = await live.reply(conversation, 'بعد قليل');
      await live.refusedOnce(reply);
      await mend();
      await live.message(reply, 'sent');
      expect((await live.outbox(reply.id)).attempts).toBe(2);
      expect(await carried(person, reply.text)).toBe(1);
      expect(await live.conversationOf(person)).toMatchObject({ undelivered: 0 });
    },
  );

  testUnlessLacking('a sandbox', 'records and sends nothing while it has no credentials', async () => {
    expect(await sandbox.account(channel, account)).toMatchObject({ mode: 'sandbox' });
    const person = await newPerson(sandbox);
    const { conversation } = await sandbox.acquaintance(person, 'هل يصلكم هذا؟');
    const reply = await sandbox.reply(conversation, 'نعم');
    await sandbox.message(reply, 'sandboxed');
    await sandbox.settled();
    const ours = (await sandbox.thread(conversation)).filter(({ direction }) => direction === 'outbound');
    expect(ours.filter(({ status }) => status !== 'sandboxed')).toEqual([]);
    expect(await person.inbox()).toEqual([]);
  });

  test(`stops cleanly while ${open}, and goes on after the next start`, async () => {
    const { person, conversation, first } = await acquaintance();
    const letGo = await (await newPerson()).holdOpen();
    expect(await live.hub.terminate()).toBe(0);
    await letGo();
    await live.hub.restart();
    const text = 'بعد التشغيل';
    await person.write({ externalId: person.newExternalId(), text, follows: first });
    expect((await live.inbound(conversation, 2)).at(-1)).toMatchObject({ text });
    const reply = await live.reply(conversation, 'أهلا من جديد');
    await live.message(reply, 'sent');
    expect(await carried(person, reply.text)).toBe(1);
  });
});

test('no network was asked for what its own description forbids', () => {
  const described = [...networks].filter(([, { violations }]) => violations);
  expect(described.map(([channel]) => channel)).toEqual(expect.arrayContaining(['sms', 'whatsapp']));
  expect(described.flatMap(([, { violations }]) => violations)).toEqual([]);
});
