/** GSM 03.38 basic alphabet; each is one septet. */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table; each takes an escape and so two septets. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

export interface SmsLength {
  encoding: 'gsm7' | 'ucs2';
  /** Septets for GSM-7, UTF-16 units for UCS-2. */
  units: number;
  segments: number;
  /** Units left before one more segment is needed. */
  left: number;
}

interface Limits {
  single: number;
  several: number;
}
const LIMITS: Record<SmsLength['encoding'], Limits> = {
  gsm7: { single: 160, several: 153 },
  ucs2: { single: 70, several: 67 },
};

/** Packs character costs into segments; a two-unit character is never cut across two of them. */
function pack(costs: number[], perSegment: number): { segments: number; left: number } {
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > perSegment) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return { segments, left: perSegment - used };
}

/** How an SMS of this text is billed: GSM-7 160/153, else UCS-2 70/67 (3GPP TS 23.038, 23.040). */
export function smsLength(text: string): SmsLength {
  const characters = [...text];
  const gsm = characters.every((character) => GSM_BASIC.has(character) || GSM_EXTENDED.has(character));
  const encoding = gsm ? 'gsm7' : 'ucs2';
  const costs = characters.map((character) =>
    gsm ? (GSM_EXTENDED.has(character) ? 2 : 1) : character.length,
  );
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  if (units === 0) return { encoding, units, segments: 0, left: LIMITS[encoding].single };
  const { single, several } = LIMITS[encoding];
  if (units <= single) return { encoding, units, segments: 1, left: single - units };
  return { encoding, units, ...pack(costs, several) };
}
