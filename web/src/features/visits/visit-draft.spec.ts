import { describe, expect, it } from '@jest/globals';
import {
  emptyDraft,
  isExpired,
  parseDraft,
  problemsOf,
  storable,
  typed,
  type VisitDraft,
  visitOf,
} from './visit-draft';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 9, 0, seconds));
const begun = typed(emptyDraft('id'), { name: 'أم خالد', text: 'تسأل' }, at(0));
const paper = { key: 'k', type: 'iqama' as const, title: '', validUntil: '2026-11-22' };
const known = {
  id: 'c',
  address: 'visitor:0199a1b2-0000-4000-8000-000000000009',
  name: 'أم خالد',
  phone: null,
  channel: 'interview' as const,
  lastConversation: null,
};

describe('a visit on the desk', () => {
  it('begins with the first word, and has not begun when everything is deleted', () => {
    expect(emptyDraft('id').startedAt).toBeNull();
    expect(begun.startedAt).toBe(at(0).toISOString());
    expect(typed(begun, { text: 'تسأل عن' }, at(9)).startedAt).toBe(at(0).toISOString());
    expect(typed(begun, { name: '', text: '' }, at(9)).startedAt).toBeNull();
    // Choices alone are nobody's visit.
    expect(typed(emptyDraft('id'), { place: 'home', mayRecord: true }, at(0)).startedAt).toBeNull();
  });

  it('forgets who was picked once nobody is named', () => {
    const picked = typed(begun, { known }, at(1));
    expect(typed(picked, { text: 'غيره' }, at(2)).known).toEqual(known);
    expect(typed(picked, { name: '' }, at(2)).known).toBeNull();
  });

  it('survives a reload without the ID number, and nothing that is not a draft does', () => {
    const numbered = { ...begun, nationalId: '1000000008', documents: [paper] };
    expect(storable(numbered)).not.toContain('1000000008');
    expect(parseDraft(storable(numbered))).toEqual({ ...numbered, nationalId: '' });
    expect(parseDraft('{"id":1}')).toBeNull();
    expect(parseDraft('not json')).toBeNull();
    expect(parseDraft(null)).toBeNull();
  });

  it.each<[string, Partial<VisitDraft>, object]>([
    ['nothing', {}, {}],
    ['somebody', { name: ' ' }, { name: 'whoNeeded' }],
    [
      'the name on the ID',
      { name: '', phone: '0501234567', nationalId: '1000000008' },
      { name: 'nameNeeded' },
    ],
    ['a number that could be one', { phone: 'لا' }, { phone: 'phoneWrong' }],
    ['the right check digit', { nationalId: '1000000001' }, { nationalId: 'nationalIdWrong' }],
    ['for whom', { relation: 'neighbour' }, { forName: 'forNeeded' }],
    ['words', { text: '' }, { text: 'textNeeded' }],
    ['consent to their own words', { wordsKind: 'verbatim' }, { mayRecord: 'recordNeeded' }],
    ['each paper once', { documents: [paper, { ...paper, key: 'l' }] }, { documents: 'documentTwice' }],
    ['what another paper is', { documents: [{ ...paper, type: 'other' }] }, { documents: 'titleNeeded' }],
  ])('needs %s before it is saved', (_, changed, problems) => {
    expect(problemsOf({ ...begun, ...changed })).toEqual(problems);
  });

  it('is sent as the API takes it, at the time of the association', () => {
    expect(
      visitOf({ ...begun, known, at: '2026-11-21T14:05', minutes: '20', placeName: 'x' }, at(9)),
    ).toEqual({
      id: 'id',
      visitor: { address: known.address, name: 'أم خالد', phone: undefined, nationalId: undefined },
      receivedBy: undefined,
      forWhom: { relation: 'self' },
      place: 'office',
      placeName: undefined,
      at: '2026-11-21T11:05:00.000Z',
      minutes: 20,
      words: { kind: 'summary', text: 'تسأل' },
      consent: { record: false, contact: false, how: 'spoken' },
      documents: [],
      attachments: [],
      answer: undefined,
    });
    expect(visitOf(begun, at(9)).at).toBe(at(0).toISOString());
  });

  it('knows an expired paper by the day', () => {
    expect(isExpired(paper, '2026-11-22')).toBe(false);
    expect(isExpired(paper, '2026-11-23')).toBe(true);
    expect(isExpired({ ...paper, validUntil: '' }, '2026-11-23')).toBe(false);
  });
});
