import { z } from 'zod';
import { fold } from '../../platform/i18n/fold.js';
import { guessLanguage } from '../../platform/i18n/language.js';
import { translate } from '../../platform/i18n/translate.js';

const ARABIC_DIGITS = /[٠-٩۰-۹]/g;

/** Arabic-Indic and Persian digits as the post prints them. */
const latinDigits = (text: string): string =>
  text.replace(ARABIC_DIGITS, (digit) => String((digit.codePointAt(0) as number) & 0xf));

/** One line without what would break it: commas separate the lines of an address where it stands in one. */
const line = z
  .string()
  .max(120)
  .transform((text) => latinDigits(text.replaceAll('\0', '').replace(/[\s،,]+/g, ' ')).trim());
const needed = line.pipe(z.string().min(1));
const digits = (count: number) =>
  line.pipe(z.string().regex(new RegExp(`^\\d{${count}}$`), `must be ${count} digits`));
/** What a form leaves empty is not there. */
const perhaps = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );

/**
 * A postal address in the Kingdom: the national address (https://splonline.com.sa), a post-office box, or lines as
 * they stand on the envelope, for villages without numbers and for other countries.
 */
export const addressSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('national'),
    buildingNo: digits(4),
    street: needed,
    district: perhaps(needed),
    city: needed,
    postalCode: digits(5),
    additionalNo: perhaps(digits(4)),
    unitNo: perhaps(line.pipe(z.string().regex(/^\d{1,6}$/, 'must be digits'))),
  }),
  z.object({
    kind: z.literal('box'),
    box: line.pipe(z.string().regex(/^\d{1,7}$/, 'must be digits')),
    city: needed,
    postalCode: perhaps(digits(5)),
  }),
  z.object({ kind: z.literal('other'), lines: z.array(needed).min(1).max(4) }),
]);
export type PostalAddress = z.output<typeof addressSchema>;

/** A name as it is compared: however it is spelled, without signs. */
export const wordsOnly = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * What tells senders apart: the name, and of the address what the post itself goes by. Streets and districts
 * are spelled in many ways and numbers are not, so they count only where there are no numbers. The name belongs to
 * it: a box or a house serves several people, and an answer in somebody else's thread would be worse than two
 * threads of one person, which can be brought together.
 */
export function senderKey(name: string, address: PostalAddress): string {
  return `${wordsOnly(name)}|${placeKey(address)}`;
}

function placeKey(address: PostalAddress): string {
  switch (address.kind) {
    case 'national':
      return `n ${address.buildingNo} ${address.postalCode} ${address.unitNo ?? ''}`.trim();
    case 'box':
      return `b ${address.box} ${wordsOnly(address.city)}`;
    case 'other':
      return `o ${wordsOnly(address.lines.join(' '))}`;
  }
}

/** The lines of an envelope below the name, in the language of the address. */
export function envelopeLines(address: PostalAddress): string[] {
  if (address.kind === 'other') return address.lines;
  const language = guessLanguage(Object.values(address).slice(1).join(' ')) ?? 'ar';
  const country = translate(language, 'letter.country');
  if (address.kind === 'box') {
    const city = [address.city, address.postalCode].filter(Boolean).join(' ');
    return [translate(language, 'letter.box', { box: address.box }), city, country];
  }
  const { buildingNo, street, district, city, postalCode, additionalNo, unitNo } = address;
  return [
    [
      `${buildingNo} ${street}`,
      ...(unitNo ? [translate(language, 'letter.unit', { unit: unitNo })] : []),
    ].join(separatorOf(language)),
    ...(district ? [district] : []),
    `${city} ${additionalNo ? `${postalCode}-${additionalNo}` : postalCode}`,
    country,
  ];
}

/** Without the country, which everybody here knows. */
export function inOneLine(address: PostalAddress): string {
  const lines = envelopeLines(address);
  const near = address.kind === 'other' ? lines : lines.slice(0, -1);
  return near.join(separatorOf(guessLanguage(near.join(' ')) ?? 'ar'));
}

const separatorOf = (language: 'ar' | 'en'): string => (language === 'ar' ? '، ' : ', ');

/** The sender's address on this channel, as an envelope in one line: a name without a place is no address. */
export const correspondent = (name: string, address: PostalAddress): string =>
  `${name}${separatorOf(guessLanguage(name) ?? 'ar')}${inOneLine(address)}`;
