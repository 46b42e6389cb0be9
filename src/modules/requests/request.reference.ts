import { damm } from '../../platform/i18n/check-digit.js';

/**
 * A request's reference: digits in two groups that can be read aloud, the last one a check digit (Damm). It begins with 7, so
 * that it is no conversation's. Number 100001 reads "7100-0014".
 */
export function requestReference(number: number): string {
  const digits = `7${number}`;
  const whole = `${digits}${damm(digits)}`;
  return `${whole.slice(0, -4)}-${whole.slice(-4)}`;
}
