import { describe, expect, test } from '@jest/globals';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';
import { LANGUAGES, translate } from '../../platform/i18n/translate.js';
import type { NoticeFacts } from './notice-words.js';
import { filled, kindOn, TEMPLATE_KINDS, unknownVariables, valuesOf, variablesOf } from './template-kinds.js';

const facts: NoticeFacts = {
  id: '',
  kind: 'missing_papers',
  requestId: '',
  reference: '7100-0014',
  requestType: { ar: 'إيجار', en: 'Rent' },
  applicantName: 'أم سعد',
  organisation: { ar: 'جمعية البر', en: 'The Charity' },
  notBefore: new Date('2021-11-21T09:00:00Z'),
  answerBy: new Date('2021-12-07T09:00:00Z'),
  variables: {
    papers: ['عقد الإيجار', 'تعريف بالراتب'],
    to: 'البحث الاجتماعي',
    when: '2021-11-21T09:00:00Z',
    place: 'المقر',
    what: 'سلة غذائية',
  },
  text: 'وافقت اللجنة',
  link: 'https://hub.test/track',
};

describe.each(LANGUAGES)('the built-in words in %s', (language) => {
  test.each(TEMPLATE_KINDS)('of "%s" name only what is known, and every place is filled', (kind) => {
    const words = translate(language, `notice.${kind}`);
    expect(unknownVariables(kind, words, translate(language, 'notice.subject'))).toEqual([]);
    const values = valuesOf({ ...facts, kind: kind === 'decision_ready' ? 'decision' : kind }, language);
    expect(variablesOf(kind).filter((name) => !values[name])).toEqual([]);
    expect(filled(words, values)).not.toMatch(/[{}]/);
  });
});

test('both calendars stand in the dates of a notice', () => {
  const { notBefore } = valuesOf(facts, 'ar');
  expect(notBefore).toContain('16 ربيع الآخر 1443');
  expect(notBefore).toContain('21 نوفمبر 2021');
});

test('a value that is missing leaves no braces behind', () => {
  expect(filled('بخصوص {reference} {nothing}', { reference: '7' })).toBe('بخصوص 7');
});

describe('the words for a decision', () => {
  const inFull = ['email', 'phone', 'letter', 'interview', 'branch'];

  test.each(CHANNEL_TYPES)('on %s are in full only where nobody else reads along', (channel) => {
    expect(kindOn(channel, 'decision')).toBe(inFull.includes(channel) ? 'decision' : 'decision_ready');
  });

  test('that it is ready have no place for the decision itself', () => {
    expect(unknownVariables('decision_ready', 'الجواب: {text}')).toEqual(['text']);
  });
});
