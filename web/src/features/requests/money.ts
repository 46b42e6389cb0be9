import { latinDigits } from '../../lib/saudi-id';
import type { Language } from '../../lib/schemas';

/**
 * Riyals as they are typed ("1,250.5", "١٢٥٠٫٥٠") in halalas, without ever being a fraction. Null for what is no amount.
 */
export function halalasOf(text: string): number | null {
  const plain = latinDigits(text)
    .replace(/[\s,٬]/g, '')
    .replace('٫', '.');
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** As it stands in the field: "1250", "1250.50". */
export function riyalsTyped(halalas: number): string {
  const rest = halalas % 100;
  return rest === 0 ? String(halalas / 100) : `${Math.floor(halalas / 100)}.${String(rest).padStart(2, '0')}`;
}

/** "1,250.50 SAR" in the reader's language, Latin digits. */
export function riyals(halalas: number, language: Language): string {
  return new Intl.NumberFormat(language === 'ar' ? 'ar-SA-u-nu-latn' : 'en', {
    style: 'currency',
    currency: 'SAR',
    currencyDisplay: language === 'ar' ? 'name' : 'code',
    minimumFractionDigits: halalas % 100 === 0 ? 0 : 2,
  }).format(halalas / 100);
}
