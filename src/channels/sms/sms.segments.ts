/** GSM 03.38's basic table, and the characters that cost two septets (an escape first). */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('\f^{}\\[~]|€');

export interface SmsLength {
  encoding: 'GSM-7' | 'UCS-2';
  /** Septets, or UTF-16 units. */
  units: number;
  /** How many messages the network makes of it, each of them paid. */
  segments: number;
  /** Units left in the last segment. */
  remaining: number;
}

/**
 * How a text travels as SMS. One segment holds 160 septets or 70 UTF-16 units; several hold 153 or 67 each,
 * because each begins with a header that tells the phone how to join them. An escaped character or a
 * surrogate pair is never cut in two: it moves to the next segment.
 */
export function smsLength(text: string): SmsLength {
  const characters = [...text];
  const gsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const sizes = characters.map((character) => (gsm ? (EXTENDED.has(character) ? 2 : 1) : character.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const encoding = gsm ? 'GSM-7' : 'UCS-2';

  const single = gsm ? 160 : 70;
  if (units <= single) return { encoding, units, segments: units === 0 ? 0 : 1, remaining: single - units };

  const each = gsm ? 153 : 67;
  let segments = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > each) {
      segments += 1;
      filled = 0;
    }
    filled += size;
  }
  return { encoding, units, segments, remaining: each - filled };
}
