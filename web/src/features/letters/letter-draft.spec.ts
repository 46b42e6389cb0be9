import { describe, expect, test } from '@jest/globals';
import { emptyDraft, filledWith, isEmptyDraft, letterOf, parseDraft, problemsOf } from './letter-draft';

const now = new Date('2026-11-22T09:00:00Z');
const empty = emptyDraft('0199a1b2-0000-7000-8000-000000000001', now);
const whole = {
  ...empty,
  name: ' أم خالد ',
  buildingNo: '٣٢١٩',
  street: 'طريق الملك عبدالله',
  city: 'ينبع',
  postalCode: '46424',
  text: 'أطلب المساعدة',
};

describe('a letter that is being written down', () => {
  test('is empty until something is typed, and is found again after a reload', () => {
    expect(isEmptyDraft(empty)).toBe(true);
    expect(isEmptyDraft({ ...empty, city: 'ينبع' })).toBe(false);
    expect(parseDraft(JSON.stringify(whole))).toEqual(whole);
    expect(parseDraft('{"id":1}')).toBeNull();
  });

  test('lacks nothing when it is whole', () => {
    expect(problemsOf(whole, now)).toEqual({});
  });

  test.each([
    ['nothing at all', empty, ['text', 'name', 'city', 'buildingNo', 'street', 'postalCode']],
    ['a house number of three digits', { ...whole, buildingNo: '321' }, ['buildingNo']],
    ['a box that is none', { ...whole, kind: 'box' as const, box: 'س' }, ['box']],
    ['no line of an address', { ...whole, kind: 'other' as const, lines: ' \n' }, ['lines']],
    ['a day that is not yet', { ...whole, receivedOn: '2026-11-23' }, ['receivedOn']],
    ['a date after the day it came', { ...whole, writtenOn: '2026-11-23' }, ['writtenOn']],
  ])('with %s says what is missing', (_, draft, fields) => {
    expect(Object.keys(problemsOf(draft, now))).toEqual(fields);
  });

  test('becomes what the hub takes, with the fields of its kind of address alone', () => {
    expect(letterOf({ ...whole, kind: 'other', lines: 'قرية السويق\n\nينبع النخل' })).toEqual({
      id: empty.id,
      scans: [],
      sender: { name: 'أم خالد', address: { kind: 'other', lines: ['قرية السويق', 'ينبع النخل'] } },
      receivedOn: '2026-11-22',
      text: 'أطلب المساعدة',
    });
  });

  test('takes over a known sender, and nothing of what stood there', () => {
    const filled = { ...whole, ...filledWith('علي', { kind: 'box', box: '12', city: 'جدة' }) };
    expect(filled).toMatchObject({
      name: 'علي',
      kind: 'box',
      box: '12',
      city: 'جدة',
      street: '',
      buildingNo: '',
    });
  });
});
