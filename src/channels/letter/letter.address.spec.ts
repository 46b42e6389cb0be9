import { describe, expect, test } from '@jest/globals';
import { addressSchema, correspondent, envelopeLines, inOneLine, senderKey } from './letter.address.js';

const national = (over: object = {}) =>
  addressSchema.parse({
    kind: 'national',
    buildingNo: '٣٢١٩',
    street: ' طريق الملك  عبدالله ',
    district: 'حي الربوة',
    city: 'ينبع',
    postalCode: '46424',
    additionalNo: '7523',
    ...over,
  });
const box = (over: object = {}) => addressSchema.parse({ kind: 'box', box: '١٢٣', city: 'ينبع', ...over });

describe('an envelope', () => {
  test.each([
    [
      'a national address',
      national(),
      ['3219 طريق الملك عبدالله', 'حي الربوة', 'ينبع 46424-7523', 'المملكة العربية السعودية'],
    ],
    [
      'one with a flat and no more',
      national({ unitNo: '12', district: '', additionalNo: ' ' }),
      ['3219 طريق الملك عبدالله، وحدة 12', 'ينبع 46424', 'المملكة العربية السعودية'],
    ],
    [
      'one in English',
      national({ street: 'King Abdullah Road', district: 'Ar Rabwah', city: 'Yanbu', unitNo: '4' }),
      ['3219 King Abdullah Road, Unit 4', 'Ar Rabwah', 'Yanbu 46424-7523', 'Saudi Arabia'],
    ],
    ['a box', box({ postalCode: '46411' }), ['ص.ب 123', 'ينبع 46411', 'المملكة العربية السعودية']],
    [
      'a village',
      addressSchema.parse({ kind: 'other', lines: ['قرية السويق، ينبع النخل'] }),
      ['قرية السويق ينبع النخل'],
    ],
  ])('%s', (_, address, lines) => {
    expect(envelopeLines(address)).toEqual(lines);
  });

  test('stands in one line with the name and without the country', () => {
    expect(correspondent('أم خالد', national())).toBe(
      'أم خالد، 3219 طريق الملك عبدالله، حي الربوة، ينبع 46424-7523',
    );
    expect(inOneLine(national({ street: 'King Road', district: 'Rabwah', city: 'Yanbu' }))).toBe(
      '3219 King Road, Rabwah, Yanbu 46424-7523',
    );
  });
});

describe('the same sender', () => {
  test.each([
    [
      'a street and a name spelled otherwise',
      senderKey('أمّ خالد', national({ street: 'شارع الملك عبد الله' })),
      senderKey('ام خالد', national()),
    ],
    [
      'the additional number left out',
      senderKey('أم خالد', national({ additionalNo: undefined })),
      senderKey('أم خالد', national()),
    ],
    [
      'a box with and without its code',
      senderKey('علي', box({ postalCode: '46411' })),
      senderKey('على', box()),
    ],
  ])('%s', (_, one, other) => {
    expect(one).toBe(other);
  });

  test.each([
    [
      'another flat of the house',
      senderKey('أم خالد', national({ unitNo: '2' })),
      senderKey('أم خالد', national({ unitNo: '3' })),
    ],
    ['a neighbour at the same box', senderKey('أم خالد', box()), senderKey('أم سعد', box())],
    ['the same box number of another town', senderKey('علي', box()), senderKey('علي', box({ city: 'جدة' }))],
  ])('is not %s', (_, one, other) => {
    expect(one).not.toBe(other);
  });
});

test.each([
  { kind: 'national', buildingNo: '12', street: 'س', city: 'ينبع', postalCode: '46424' },
  { kind: 'national', buildingNo: '3219', street: '', city: 'ينبع', postalCode: '46424' },
  { kind: 'national', buildingNo: '3219', street: 'س', city: 'ينبع', postalCode: '4642' },
  { kind: 'box', box: 'x', city: 'ينبع' },
  { kind: 'other', lines: [' '] },
  { kind: 'moon' },
])('refuses %j', (address) => {
  expect(addressSchema.safeParse(address).success).toBe(false);
});
