import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface Counts {
  rows: number;
  unreadable: number;
  problems: Record<string, number>;
  calls: number;
  fresh: number;
  already: number;
  ignored: Record<string, number>;
  people: number;
}
interface Preview {
  reading: Record<string, unknown> & { columns: Record<string, number> };
  damaged: number;
  columns: { index: number; name: string | null; samples: string[] }[];
  counts: Counts;
  rows: { line: number; number: string; name: string; at: string; verdict: string }[];
  problems: { line: number; problem: string; value: string }[];
}

let hub: RunningHub;
let api: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  api = await hub.signIn();
});

afterAll(() => hub?.stop());

/** One line of Master.csv: a missed call to a queue unless told. */
let calls = 0;
function master(over: {
  number: string;
  at?: string;
  id?: string;
  answered?: boolean;
  name?: string;
}): string {
  const {
    number,
    at = '2026-03-01 10:00:00',
    id = `1772348400.${++calls}`,
    answered = false,
    name = '',
  } = over;
  const [destination, talk, outcome] = answered ? ['PJSIP/201-1', 30, 'ANSWERED'] : ['', 0, 'NO ANSWER'];
  return `"","${number}","600","ext-queues","""${name}"" <${number}>","PJSIP/trunk-1","${destination}","${answered ? 'Dial' : 'Queue'}","600,t","${at}","","${at}",40,${talk},"${outcome}","DOCUMENTATION","${id}",""`;
}

function formOf(content: string | Buffer, reading?: unknown): FormData {
  const form = new FormData();
  if (reading !== undefined) form.append('reading', JSON.stringify(reading));
  form.append('file', new Blob([content], { type: 'text/csv' }), 'Master.csv');
  return form;
}

const preview = (content: string | Buffer, reading?: unknown) =>
  api.post<Preview>('/calls/imports/preview', formOf(content, reading));
const take = (content: string | Buffer, reading: unknown) =>
  api.post<Counts>('/calls/imports', formOf(content, reading));

async function conversationsOf(number: string): Promise<ConversationView[]> {
  const { data } = await api.get<{ data: ConversationView[] }>(
    `/conversations?view=all&status=all&channel=phone&q=${encodeURIComponent(number)}`,
  );
  return data;
}
const conversationOf = (number: string) =>
  waitFor(async () => (await conversationsOf(number))[0], { message: `the conversation of ${number}` });

describe("an exchange's Master.csv", () => {
  const file = [
    master({ number: '0531110001', name: 'أم خالد', at: '2026-03-01 10:00:00' }),
    master({ number: '0531110001', at: '2026-03-01 11:00:00' }),
    master({ number: '0531110001', at: '2026-03-01 12:00:00' }),
    master({ number: '0531110002', answered: true }),
    master({ number: '0531110003' }).replace('2026-03-01 10:00:00', 'whenever'),
    'half a line,"',
  ].join('\r\n');

  test('is shown as it would be read, and nothing is brought in yet', async () => {
    const { reading, counts, rows, problems, columns } = await preview(file);
    expect(reading).toMatchObject({
      encoding: 'utf-8',
      delimiter: ',',
      header: false,
      columns: { number: 1, at: 9, outcome: 14, id: 16 },
    });
    expect(columns[1]).toEqual({ index: 1, name: null, samples: ['0531110001', '0531110002', '0531110003'] });
    expect(counts).toEqual({
      rows: 6,
      unreadable: 2,
      problems: { time_unreadable: 1, torn: 1 },
      calls: 4,
      fresh: 3,
      already: 0,
      ignored: { answered: 1 },
      people: 1,
    });
    expect(rows[0]).toMatchObject({
      line: 1,
      number: '+966531110001',
      name: 'أم خالد',
      at: '2026-03-01T07:00:00.000Z',
      verdict: 'fresh',
    });
    expect(problems).toEqual([
      { line: 5, problem: 'time_unreadable', value: 'whenever' },
      { line: 6, problem: 'torn', value: 'half a line,"' },
    ]);
    expect(await conversationsOf('531110001')).toEqual([]);
  });

  test('becomes one conversation for each person, and the same file again adds nothing', async () => {
    const { reading } = await preview(file);
    expect(await take(file, reading)).toMatchObject({ fresh: 3, people: 1, unreadable: 2 });
    const conversation = await conversationOf('531110001');
    const messages = await waitFor(
      async () => {
        const { data } = await api.get<{ data: MessageView[] }>(`/conversations/${conversation.id}/messages`);
        return data.filter(({ direction }) => direction === 'inbound').length === 3 && data.reverse();
      },
      { message: 'all three calls' },
    );
    const inbound = messages.filter(({ direction }) => direction === 'inbound');
    expect(inbound.map(({ occurredAt }) => occurredAt)).toEqual([
      '2026-03-01T07:00:00.000Z',
      '2026-03-01T08:00:00.000Z',
      '2026-03-01T09:00:00.000Z',
    ]);
    expect(inbound[0]).toMatchObject({
      text: 'مكالمة فائتة',
      facts: { 'call.direction': 'missed', 'call.duration': '0:40', 'call.source': 'import' },
    });
    // Nobody is rung up by a machine about a call of last week.
    expect(messages.filter(({ direction }) => direction === 'outbound')).toEqual([]);
    expect(conversation).toMatchObject({ status: 'open', contactPoint: { displayName: 'أم خالد' } });

    expect(await take(file, reading)).toMatchObject({ fresh: 0, already: 3 });
    expect((await preview(file)).rows[0]).toMatchObject({ verdict: 'already' });
    expect(await conversationsOf('531110001')).toHaveLength(1);
    expect(await conversationsOf('531110002')).toEqual([]);
  });
});

test('columns chosen by hand are read, in Arabic Windows and with a header of no meaning', async () => {
  const file = iconv.encode(
    'أ;ب;ج;د\nأم سعد;0531110011;01/03/2026;لم يرد\nأبو فهد;0531110012;2/3/2026;تم الرد\n',
    'windows-1256',
  );
  const guessed = await preview(file);
  expect(guessed.reading).toMatchObject({ encoding: 'windows-1256', delimiter: ';', header: false });
  const { counts, rows } = await preview(file, {
    ...guessed.reading,
    header: true,
    columns: { name: 0, number: 1, at: 2, outcome: 3 },
  });
  expect(counts).toMatchObject({ rows: 2, ignored: { answered: 1 } });
  expect(rows.at(-1)).toMatchObject({ name: 'أبو فهد', at: '2026-03-01T21:00:00.000Z', verdict: 'answered' });
});

test('ten thousand calls of ten thousand people are journalled within seconds', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) =>
    master({ number: `054${String(1_000_000 + index)}` }),
  );
  const file = lines.join('\n');
  const { reading } = await preview(file);
  const began = Date.now();
  expect(await take(file, reading)).toMatchObject({ fresh: 10_000, people: 10_000, unreadable: 0 });
  expect(Date.now() - began).toBeLessThan(20_000);
  const [journal] = await hub.sql<{ count: number }>(
    `SELECT count(*)::int FROM inbound_event WHERE external_id LIKE 'cdr:%' AND kind = 'message'`,
  );
  expect(journal!.count).toBe(10_003);
}, 60_000);

describe('a file that cannot be brought in', () => {
  const reading = {
    encoding: 'utf-8',
    delimiter: ',',
    header: false,
    columns: { number: 1, at: 9 },
    ownNumbers: [],
  };
  test.each([
    ['an empty one', '', reading, 400, 'calls.file_empty'],
    ['one of blank lines', '\n \n', reading, 400, 'calls.file_empty'],
    ['a workbook', Buffer.from('PK\x03\x04 and so on'), reading, 400, 'calls.file_not_text'],
    ['one whose columns nobody named', 'a,b', { ...reading, columns: {} }, 400, 'request.invalid'],
    ['one without a reading', 'a,b', undefined, 400, 'request.invalid'],
    ['one that is too large', Buffer.alloc(33 * 1024 * 1024, 'a'), reading, 413, 'request.too_large'],
  ])('%s is refused, with what to do', async (_, content, given, status, code) => {
    const answer = await api.request<{ code: string }>('POST', '/calls/imports', formOf(content, given));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('nor by an officer, who takes calls one by one', async () => {
    const officer = { email: 'officer@insat.test', password: 'words of an officer' };
    await api.post('/staff', { ...officer, name: 'نورة', role: 'officer' });
    const answer = await (await hub.signIn(officer)).request(
      'POST',
      '/calls/imports',
      formOf('a,b', reading),
    );
    expect(answer.status).toBe(403);
  });
});
