import { describe, expect, test } from '@jest/globals';
import { templatePageSchema } from './whatsapp.cloud-schemas.js';
import { templateOf } from './whatsapp.cloud-template.js';

function offered(more: object) {
  const template = {
    name: 'decision',
    language: 'ar',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'عزيزنا {{1}}، رقم طلبكم {{ 2 }}' }],
    ...more,
  };
  return templateOf(templatePageSchema.parse({ data: [template] }).data[0]!);
}

describe('a template', () => {
  test('is offered with its text and the number of its variables', () => {
    expect(offered({ quality_score: { score: 'YELLOW', date: 1 } })).toEqual({
      name: 'decision',
      language: 'ar',
      status: 'approved',
      category: 'utility',
      quality: 'yellow',
      text: 'عزيزنا {{1}}، رقم طلبكم {{2}}',
      variables: 2,
    });
  });

  test.each([
    ['PENDING', 'pending'],
    ['IN_APPEAL', 'pending'],
    ['REJECTED', 'rejected'],
    ['DISABLED', 'rejected'],
    ['PAUSED', 'paused'],
    ['a word of tomorrow', 'pending'],
    [undefined, 'pending'],
  ])('of the status %s is %s', (status, expected) => {
    expect(offered({ status })?.status).toBe(expected);
  });

  test('of unknown quality has none', () => {
    expect(offered({ quality_score: { score: 'UNKNOWN' } })?.quality).toBeNull();
  });

  const BODY = { type: 'BODY', text: 'نص' };
  test.each<[string, object]>([
    ['a picture above it', { components: [{ type: 'HEADER', format: 'IMAGE' }, BODY] }],
    ['a variable in its header', { components: [{ type: 'HEADER', format: 'TEXT', text: '{{1}}' }, BODY] }],
    [
      'a variable in a button',
      { components: [BODY, { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://x/{{1}}' }] }] },
    ],
    ['named variables', { parameter_format: 'NAMED', components: [{ type: 'BODY', text: '{{name}}' }] }],
    ['no text', { components: [] }],
  ])('that needs more than its text gives is not offered: %s', (_what, more) => {
    expect(offered(more)).toBeNull();
  });

  test('with fixed words and buttons around its text is offered', () => {
    const components = [
      { type: 'HEADER', format: 'TEXT', text: 'إنصات' },
      BODY,
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'شكرا' },
          { type: 'URL', url: 'https://x/' },
        ],
      },
    ];
    expect(offered({ components })?.variables).toBe(0);
  });
});
