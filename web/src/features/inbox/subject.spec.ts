import { describe, expect, it } from '@jest/globals';
import { newSubject } from './subject';

const conversation = { subject: 'طلب كرسي متحرك' };

describe('the subject at a message', () => {
  it.each([
    ['the first mail', 'inbound', 'طلب كرسي متحرك', 'طلب كرسي متحرك'],
    ['an answer to it', 'inbound', 'Re: طلب كرسي متحرك', null],
    ['an answer to an answer', 'inbound', 'RE: Re: طلب كرسي متحرك', null],
    ['an answer from an Arabic mail program', 'inbound', 'رد: طلب كرسي متحرك', null],
    ['our own answer', 'outbound', 'طلب كرسي متحرك', null],
    ['an answer under another subject', 'inbound', 'Re: التقرير الطبي', 'التقرير الطبي'],
    ['a message without a subject', 'inbound', null, null],
  ] as const)('is right for %s', (_case, direction, subject, shown) => {
    expect(newSubject({ direction, subject }, conversation)).toBe(shown);
  });
});
