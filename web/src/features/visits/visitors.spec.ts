import { describe, expect, it } from '@jest/globals';
import type { FoundContact } from '../../lib/schemas';
import { visitorsIn, wanted } from './visitors';

const contact = (over: Partial<FoundContact>): FoundContact => ({
  id: over.address ?? '',
  channel: 'interview',
  address: '',
  name: null,
  phone: null,
  lastConversation: null,
  ...over,
});

describe('what is typed', () => {
  it.each([
    ['ن', null],
    ['نو', 'نو'],
    [' نورة ', 'نورة'],
    ['050', null],
    ['0501 2', '5012'],
    ['٠٥٠١٢', '5012'],
    ['', null],
  ])('%s is looked for as %s', (typed, q) => {
    expect(wanted(typed)).toBe(q);
  });
});

describe('the people found', () => {
  it('are one line per person, earlier visits first, with any name that is known', () => {
    const number = '+966501234567';
    const own = 'visitor:0199a1b2-0000-4000-8000-000000000009';
    const found = [
      contact({ channel: 'sms', address: number, name: 'نورة', id: 'sms' }),
      contact({ channel: 'interview', address: number, id: 'visit' }),
      contact({ channel: 'interview', address: own, name: 'مسعود', phone: '+966507654321' }),
      contact({ channel: 'email', address: 'x@example.org', name: 'سعد' }),
      contact({ channel: 'website', address: 'v', name: 'هند', phone: '+966555555555' }),
    ];
    expect(visitorsIn(found).map(({ id, address, name, phone }) => [id, address, name, phone])).toEqual([
      ['visit', number, 'نورة', number],
      [own, own, 'مسعود', '+966507654321'],
      ['v', '+966555555555', 'هند', '+966555555555'],
    ]);
  });
});
