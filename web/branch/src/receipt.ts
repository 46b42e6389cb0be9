/** Twin of the hub's (platform/i18n/check-digit.ts), which a test holds together. */
const QUASIGROUP = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

const COUNTER_DIGITS = 4;

/**
 * The number on a person's paper: the phone's, its own count, and a check digit (Damm) over both, so that one digit
 * read wrong or two swapped are noticed. Made without a network; no other phone makes it.
 */
export function receiptNumber(device: number, count: number): string {
  const counter = String(count).padStart(COUNTER_DIGITS, '0');
  return `${device}-${counter}${checkDigit(`${device}${counter}`)}`;
}

export function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(QUASIGROUP[interim]![Number(digit)]);
  return String(interim);
}
