const ROUNDS = new Int32Array(64);
const START = new Int32Array(8);

/** The first 32 bits of the fractional parts of the roots of the primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function prepare(): void {
  const fraction = (value: number) => ((value - Math.floor(value)) * 0x1_0000_0000) | 0;
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let factor = 2; factor * factor <= candidate; factor += 1)
      if (candidate % factor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    ROUNDS[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
}
prepare();

const words = new Int32Array(64);

/**
 * SHA-256 of a text of at most 55 ASCII letters, in eight words; enough for the puzzle, and it needs no
 * `crypto.subtle`, which plain HTTP has not.
 */
export function sha256Short(text: string): Int32Array {
  words.fill(0);
  for (let index = 0; index < text.length; index += 1) {
    words[index >> 2]! |= text.charCodeAt(index) << (24 - (index % 4) * 8);
  }
  words[text.length >> 2]! |= 0x80 << (24 - (text.length % 4) * 8);
  words[15] = text.length * 8;
  for (let index = 16; index < 64; index += 1) {
    const a = words[index - 15]!;
    const b = words[index - 2]!;
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    words[index] = (words[index - 16]! + s0 + words[index - 7]! + s1) | 0;
  }
  const state = START.slice();
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let index = 0; index < 64; index += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[index]! + words[index]!) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index]! + value) | 0;
  return state;
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by));
}
