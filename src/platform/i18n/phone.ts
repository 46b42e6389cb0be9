import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * A phone number as people type it (05…, 9665…, 00966…, with spaces, in Arabic-Indic, Persian or full-width
 * digits, between bidi marks) as E.164, or null when it is no valid number.
 * @param country whose national numbers are meant when there is no country code
 */
export function normalisePhone(text: string, country: CountryCode = 'SA'): string | null {
  const number = parsePhoneNumberFromString(text.replace(INVISIBLE, ''), country);
  return number?.isValid() ? number.number : null;
}
