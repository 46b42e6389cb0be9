const EASTERN = /[٠-٩۰-۹]/g;

/** Arabic-Indic and Persian digits to Latin ones; everything else stays. */
export const latinDigits = (text: string): string =>
  text.replace(EASTERN, (digit) => String(digit.charCodeAt(0) & 0xf));

/** A national ID (starts 1) or iqama (starts 2): ten digits with a Luhn check digit. */
export function isSaudiId(text: string): boolean {
  const digits = latinDigits(text).replace(/\s/g, '');
  if (!/^[12]\d{9}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
