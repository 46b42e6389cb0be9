import { damm } from '../../platform/i18n/check-digit.js';

/**
 * The number that a form has before the hub has seen it: nine digits, made of its id alone, so that the page, the
 * hub and a printed paper agree on it without asking each other; the last is a check digit. The page has a twin
 * (web/forms/receipt.ts).
 */
export function receiptNumber(id: string): string {
  const number = Number.parseInt(id.replaceAll('-', '').slice(-12), 16) % 100_000_000;
  const digits = String(number).padStart(8, '0');
  return `${digits}${damm(digits)}`.replace(/(...)(...)(...)/, '$1-$2-$3');
}
