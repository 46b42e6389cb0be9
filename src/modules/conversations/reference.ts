import { damm } from '../../platform/i18n/check-digit.js';

/**
 * A conversation's reference: digits in two groups that can be read out over the phone, the last one a check
 * digit (Damm), so that a digit heard wrong or two swapped are noticed. Number 100001 reads "100-0016".
 */
export function formatReference(number: number): string {
  const digits = `${number}${damm(String(number))}`;
  return `${digits.slice(0, -4)}-${digits.slice(-4)}`;
}

/** Whether digits, however grouped, are a reference without a mistake in them. */
export function isReference(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{7,}$/.test(digits) && damm(digits) === 0;
}
