import { describe, expect, test } from '@jest/globals';
import { parseVisit } from './interview.parser.js';
import { type LoggedVisit, visitBody } from './interview.schemas.js';

const receivedAt = new Date('2026-11-22T09:30:00Z');
const officer = { id: '0199a1b2-0000-4000-8000-00000000000a', name: 'نورة' };
const visit = (over: Partial<LoggedVisit> = {}): LoggedVisit => ({
  id: '0199a1b2-0000-4000-8000-000000000001',
  visitor: { address: '+966501234567', name: 'أم خالد', phone: '+966501234567', sealedId: null },
  receivedBy: officer,
  loggedBy: officer.id,
  forWhom: { relation: 'self' },
  place: 'office',
  placeName: null,
  at: '2026-11-22T09:00:00Z',
  minutes: null,
  words: { kind: 'summary', text: 'تسأل عن مساعدة الإيجار' },
  consent: { record: true, contact: true, how: 'spoken' },
  documents: [],
  files: [],
  language: null,
  answer: null,
  ...over,
});
const openSeal = (sealed: Buffer, visitId: string) => `${sealed.toString('utf8')}@${visitId}`;
const parse = (over: Partial<LoggedVisit> = {}) => {
  const { message, statuses } = parseVisit(
    { raw: Buffer.from(JSON.stringify(visit(over))), receivedAt },
    openSeal,
  );
  expect(statuses).toEqual([]);
  return message!;
};

describe('a logged visit', () => {
  test('is a message of the visitor, with what else is known under it', () => {
    expect(parse()).toMatchObject({
      sender: { address: '+966501234567', displayName: 'أم خالد' },
      kind: 'text',
      text: 'تسأل عن مساعدة الإيجار',
      occurredAt: new Date('2026-11-22T09:00:00Z'),
      language: 'ar',
      automatic: false,
      takenDown: { by: officer.id, nationalId: null, answer: null },
    });
    expect(Object.entries(parse().facts!)).toEqual([
      ['visit.words', 'summary'],
      ['visit.receivedBy', 'نورة'],
      ['visit.place', 'office'],
      ['visit.mayRecord', true],
      ['visit.mayContact', true],
      ['visit.consentHow', 'spoken'],
    ]);
  });

  test('for somebody else, at home, says so in the order to be read', () => {
    const facts = parse({
      forWhom: { relation: 'neighbour', name: 'أبو سعد', kinship: 'جارها' },
      place: 'home',
      placeName: 'حي الصفا',
      minutes: 25,
      words: { kind: 'verbatim', text: 'قال كذا' },
    }).facts!;
    expect(Object.entries(facts).slice(0, 8)).toEqual([
      ['visit.words', 'verbatim'],
      ['visit.relation', 'neighbour'],
      ['visit.forName', 'أبو سعد'],
      ['visit.kinship', 'جارها'],
      ['visit.receivedBy', 'نورة'],
      ['visit.place', 'home'],
      ['visit.placeName', 'حي الصفا'],
      ['visit.minutes', 25],
    ]);
  });

  test('counts the papers that had expired on the day in Riyadh, and lists the others', () => {
    const documents: LoggedVisit['documents'] = [
      { type: 'national_id', validUntil: '2026-11-22' },
      { type: 'rent_contract', validUntil: '2026-11-21' },
      { type: 'family_record' },
      { type: 'other', title: 'إفادة مدرسة' },
      { type: 'other', title: 'فاتورة كهرباء' },
    ];
    // 21:30 in London is half past midnight in Riyadh: the identity card has just expired.
    const late = { documents, at: '2026-11-22T21:30:00Z' };
    expect(parse({ documents }).facts).toMatchObject({
      'visit.documents.national_id': '2026-11-22',
      'visit.documents.rent_contract': '2026-11-21',
      'visit.documents.family_record': 'no_date',
      'visit.documents.other': 'إفادة مدرسة، فاتورة كهرباء',
      'visit.expired': 1,
    });
    expect(parse(late).facts).toMatchObject({ 'visit.expired': 2 });
    expect(parse().facts).not.toHaveProperty('visit.expired');
  });

  test('keeps the telephone of somebody who is known by an id of their own', () => {
    const address = 'visitor:0199a1b2-0000-4000-8000-000000000009';
    const sender = (phone: string | null) =>
      parse({ visitor: { address, name: 'سالم', phone, sealedId: null } }).sender;
    expect(sender('+966501234567')).toMatchObject({ address, contacts: { phone: '+966501234567' } });
    expect(sender(null)).toEqual({ address, displayName: 'سالم' });
  });

  test('opens the seal of the ID number for the intake, and shows it nowhere else', () => {
    const sealedId = Buffer.from('sealed').toString('base64');
    const { takenDown, ...rest } = parse({ visitor: { ...visit().visitor, sealedId } });
    expect(takenDown?.nationalId).toBe(`sealed@${visit().id}`);
    expect(JSON.stringify(rest)).not.toContain('sealed');
  });

  test('answered on the spot carries the answer of whoever received the person', () => {
    const receivedBy = { id: '0199a1b2-0000-4000-8000-00000000000b', name: 'هند' };
    expect(parse({ receivedBy, answer: 'يُصرف الأحد' }).takenDown).toMatchObject({
      by: officer.id,
      answer: { text: 'يُصرف الأحد', by: receivedBy.id, facts: { 'answer.given': 'on_the_spot' } },
    });
  });

  test('brings its photos as files that are stored already, and cannot lie in the future', () => {
    const files = [{ fileName: 'هوية.jpg', contentType: 'image/jpeg', size: 7, key: 'abc' }];
    const message = parse({ files, at: '2027-01-01T00:00:00Z' });
    expect(message.attachments).toEqual([
      { fileName: 'هوية.jpg', contentType: 'image/jpeg', size: 7, source: { kind: 'stored', key: 'abc' } },
    ]);
    expect(message.occurredAt).toEqual(receivedAt);
  });

  test.each([
    ['not JSON', '{'],
    ['no visit', '{"id":"7"}'],
  ])('%s is refused', (_, raw) => {
    expect(() => parseVisit({ raw: Buffer.from(raw), receivedAt }, openSeal)).toThrow();
  });
});

describe('the form of a visit', () => {
  const body = (over: object = {}) => ({
    id: visit().id,
    visitor: { name: 'أم خالد' },
    at: '2026-11-22T12:00:00+03:00',
    words: { text: 'تسأل' },
    consent: { record: true, contact: true },
    ...over,
  });
  const problems = (over: object) =>
    visitBody.safeParse(body(over)).error?.issues.map(({ path }) => path.join('.')) ?? [];

  test('needs no telephone number', () => {
    expect(visitBody.parse(body())).toMatchObject({
      visitor: { name: 'أم خالد' },
      forWhom: { relation: 'self' },
      place: 'office',
      words: { kind: 'summary' },
      documents: [],
    });
  });

  test.each([
    ['nobody', { visitor: {} }, ['visitor.name']],
    [
      'an ID number with a wrong check digit',
      { visitor: { name: 'أ', nationalId: '1000000001' } },
      ['visitor.nationalId'],
    ],
    [
      'an ID number without the name on it',
      { visitor: { phone: '0501234567', nationalId: '1000000008' } },
      ['visitor.name'],
    ],
    ['an address that is none of ours', { visitor: { address: 'sms:1' } }, ['visitor.address']],
    ['a neighbour without a name', { forWhom: { relation: 'neighbour' } }, ['forWhom.name']],
    ['a paper of another kind without a title', { documents: [{ type: 'other' }] }, ['documents.0.title']],
    ['one kind of paper twice', { documents: [{ type: 'iqama' }, { type: 'iqama' }] }, ['documents']],
    ['no words', { words: { text: ' ' } }, ['words.text']],
    [
      'own words without consent',
      { words: { kind: 'verbatim', text: 'قال' }, consent: { record: false, contact: true } },
      ['words.kind'],
    ],
  ])('refuses %s, and names the field', (_, over, paths) => {
    expect(problems(over)).toEqual(paths);
  });

  test('reads an ID number in Arabic digits', () => {
    expect(
      visitBody.parse(body({ visitor: { name: 'أ', nationalId: '١٠٠٠٠٠٠٠٠٨' } })).visitor.nationalId,
    ).toBe('1000000008');
  });
});
