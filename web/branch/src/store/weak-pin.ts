/** The PINs that a thief tries first: one digit over and over, a run, a pair or a triple repeated. */
export function isWeakPin(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = new Set(digits.slice(1).map((digit, index) => (digit - digits[index]! + 10) % 10));
  const isRun = steps.size === 1 && [0, 1, 9].includes([...steps][0]!);
  return isRun || /^(\d\d)\1\1$/.test(pin) || /^(\d{3})\1$/.test(pin);
}
