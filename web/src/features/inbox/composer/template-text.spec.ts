import { describe, expect, it } from '@jest/globals';
import type { MessageTemplate } from '../../../lib/schemas';
import { fillTemplate, isFilled, offeredTemplates, templatePieces, variablesFor } from './template-text';

const template = (name: string, more: Partial<MessageTemplate> = {}): MessageTemplate => ({
  name,
  language: 'ar',
  status: 'approved',
  category: 'UTILITY',
  quality: null,
  text: 'مرحبًا {{1}}، موعدك يوم {{2}}.',
  variables: 2,
  ...more,
});

describe('a template filled in', () => {
  it.each([
    ['all places', 'Hello {{1}}, see you on {{2}}.', ['Sara', 'Sunday'], 'Hello Sara, see you on Sunday.'],
    ['a place used twice', '{{1}} and {{1}} again', ['x'], 'x and x again'],
    ['places out of order', '{{2}} before {{1}}', ['a', 'b'], 'b before a'],
    ['spaces round a value', 'Dear {{1}}!', ['  Sara '], 'Dear Sara!'],
    ['an empty place', 'Dear {{1}}!', [' '], 'Dear {{1}}!'],
    ['a value that looks like a place', '{{1}} {{2}}', ['{{2}}', 'b'], '{{2}} b'],
    ['a value with a dollar sign', '{{1}}', ['$& $1'], '$& $1'],
    ['no places', 'We received your papers.', [], 'We received your papers.'],
  ])('reads right with %s', (_case, text, variables, read) => {
    expect(fillTemplate(text, variables)).toBe(read);
  });

  it('keeps the empty places apart and joins the filled ones to the words', () => {
    expect(templatePieces('مرحبًا {{1}}، موعدك {{2}}.', ['سارة'])).toEqual([
      { at: expect.any(Number), text: 'مرحبًا سارة، موعدك ' },
      { at: expect.any(Number), place: 2 },
      { at: expect.any(Number), text: '.' },
    ]);
  });

  it('can be sent when nothing is empty', () => {
    expect(isFilled(template('a'), ['سارة', 'الأحد'])).toBe(true);
    expect(isFilled(template('a'), ['سارة', '  '])).toBe(false);
    expect(isFilled(template('a'), ['سارة'])).toBe(false);
    expect(isFilled(template('a', { variables: 0 }), [])).toBe(true);
  });

  it('takes over as many kept values as it has places', () => {
    expect(variablesFor(template('a'), ['سارة'])).toEqual(['سارة', '']);
    expect(variablesFor(template('a', { variables: 1 }), ['x', 'y'])).toEqual(['x']);
  });
});

describe('the templates offered', () => {
  const all = [
    template('visit', { language: 'en_US', text: 'We visit on {{1}}.' }),
    template('papers', { text: 'وصلت أوراقك' }),
    template('appointment'),
    template('appointment', { language: 'en', text: 'Your appointment' }),
    template('refused', { status: 'rejected' }),
    template('asked', { status: 'pending' }),
    template('resting', { status: 'paused' }),
  ];
  const named = (search: string, language: 'ar' | 'en') =>
    offeredTemplates(all, search, language).map((one) => `${one.name}/${one.language}`);

  it('are the approved ones, in the language of the conversation first', () => {
    expect(named('', 'ar')).toEqual(['appointment/ar', 'papers/ar', 'appointment/en', 'visit/en_US']);
    expect(named('', 'en')).toEqual(['appointment/en', 'visit/en_US', 'appointment/ar', 'papers/ar']);
  });

  it.each([
    ['their name', 'APPOINT', ['appointment/ar', 'appointment/en']],
    ['words of their text', 'موعدك مرحبا', ['appointment/ar']],
    ['letters without hamza', 'اوراقك', ['papers/ar']],
    ['nothing', 'زكاة', []],
  ])('are found by %s', (_case, search, found) => {
    expect(named(search, 'ar')).toEqual(found);
  });
});
