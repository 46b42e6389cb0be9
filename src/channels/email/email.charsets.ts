import iconv from 'iconv-lite';

/** High half (0x80–0xFF) of Apple's Arabic script, which iconv-lite lacks; the low half is ASCII. */
const MAC_ARABIC =
  'Ä\u00a0ÇÉÑÖÜáàâäں«çéèêëí…îïñó»ôö÷úùûü !"#$٪&\'()*+،-./٠١٢٣٤٥٦٧٨٩:؛<=>؟❊ءآأؤإئابةتثجحخدذرزسشصضطظعغ[\\]^_' +
  'ـفقكلمنهوىيًٌٍَُِّْپٹچەڤگڈڑ{|}ژے';

/** Labels seen in mail that iconv-lite does not know, by their letters and digits alone. */
const ALIASES: Record<string, string> = {
  xcp1256: 'windows-1256',
  cswindows1256: 'windows-1256',
  ansi1256: 'windows-1256',
  msarab: 'windows-1256',
  arab: 'windows-1256',
  iso88596i: 'iso-8859-6',
  iso88596e: 'iso-8859-6',
  csiso88596i: 'iso-8859-6',
  csiso88596e: 'iso-8859-6',
  cp708: 'iso-8859-6',
  dos708: 'iso-8859-6',
  ibm708: 'iso-8859-6',
  dos720: 'cp720',
  ibm720: 'cp720',
  xcp720: 'cp720',
  dos864: 'cp864',
  xmacarabic: 'mac-arabic',
  macarabic: 'mac-arabic',
  arabicmac: 'mac-arabic',
  xcp1252: 'windows-1252',
  unicode11utf7: 'utf-7',
  xunicode20utf7: 'utf-7',
  xutf8: 'utf-8',
  utf8mb4: 'utf-8',
  xxx: '',
  xunknown: '',
  unknown8bit: '',
  unknown: '',
  default: '',
  none: '',
};

/** Labels that say nothing about bytes above 0x7F, or that programs write without looking. */
const UNCERTAIN = new Set(['', 'ascii', 'usascii', 'ansix341968', '7bit', '8bit', 'binary']);
const LATIN = new Set(['iso88591', 'latin1', 'windows1252', 'cp1252', 'iso885915', 'l1', 'cp819']);
const ARABIC_8BIT = new Set(['iso88596', 'arabic', 'asmo708', 'ecma114', 'isoir127', 'csisolatinarabic']);

const bare = (label: string): string => label.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * Text of bytes that a mail labels with a charset, whatever the label is worth: the bytes win over a
 * label that cannot be true. Never throws.
 *
 * @param label the `charset` as written, or null
 * @param hint what another part of the same mail calls itself; used where there is no label
 */
export function decodeBytes(bytes: Buffer, label: string | null, hint: string | null = null): string {
  const name = bare(label ?? '');
  const marked = byteOrderMark(bytes);
  if (marked) return iconv.decode(bytes, marked);
  const charset = ALIASES[name] ?? name;
  if (charset === 'mac-arabic') return macArabic(bytes);
  if (/^utf(16|32)/.test(name)) return decodeWide(bytes, name);
  if (isAscii(bytes) && !/^(iso2022|utf7|hz)/.test(bare(charset))) return bytes.toString('latin1');

  const key = bare(charset);
  if (UNCERTAIN.has(key) || !(key === 'utf8' || iconv.encodingExists(charset))) {
    if (isUtf8(bytes)) return bytes.toString('utf8');
    const hinted = bare(hint ?? '');
    return UNCERTAIN.has(hinted) || hinted === 'utf8' ? guessed(bytes) : decodeBytes(bytes, hint);
  }
  if (key === 'utf8') return isUtf8(bytes) || mostlyUtf8(bytes) ? bytes.toString('utf8') : guessed(bytes);
  if (LATIN.has(key)) return isUtf8(bytes) ? bytes.toString('utf8') : guessed(bytes, charset);
  if (ARABIC_8BIT.has(key)) return decodeArabic8Bit(bytes);
  if (key.startsWith('iso2022jp')) return decodeIso2022Jp(bytes);
  try {
    return iconv.decode(bytes, charset);
  } catch {
    return guessed(bytes);
  }
}

/** Whether every byte is below 0x80. */
export function isAscii(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i += 1) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A cut or damaged UTF-8 text is still UTF-8: most of its high bytes stand in whole characters. */
function mostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  let broken = 0;
  let whole = 0;
  for (const character of text) {
    if (character === '\ufffd') broken += 1;
    else if (character > '\x7f') whole += 1;
  }
  return whole > broken;
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function decodeWide(bytes: Buffer, name: string): string {
  const match = /^utf(16|32)(le|be)?/.exec(name);
  // A "UTF-16" text whose bytes have no zero and no Arabic page in it was never UTF-16.
  if (isUtf8(bytes) && !bytes.includes(0) && !bytes.includes(0x06)) return bytes.toString('utf8');
  // RFC 2781: without a mark and a byte order in the name, big-endian; iconv-lite guesses from the bytes.
  return iconv.decode(bytes, match?.[2] ? `utf-${match[1]}${match[2]}` : `utf-${match?.[1] ?? 16}`);
}

function macArabic(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : MAC_ARABIC[byte - 0x80];
  return text;
}

/** ISO-8859-6 leaves most of its high half empty; bytes that stand there come from windows-1256. */
function decodeArabic8Bit(bytes: Buffer): string {
  const text = iconv.decode(bytes, 'iso-8859-6');
  const misfits = text.match(/[\ufffd\u0080-\u009f]/g)?.length ?? 0;
  return misfits === 0 ? text : guessed(bytes, 'iso-8859-6');
}

const ESCAPES_JIS: Record<string, 'ascii' | 'kanji' | 'kana'> = {
  '(B': 'ascii',
  '(J': 'ascii',
  $B: 'kanji',
  '$@': 'kanji',
  '(I': 'kana',
};

/** ISO-2022-JP is EUC-JP's rows behind escape sequences; iconv-lite has only the latter. */
function decodeIso2022Jp(bytes: Buffer): string {
  const out: number[] = [];
  let mode: 'ascii' | 'kanji' | 'kana' = 'ascii';
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 0x1b) {
      const next = ESCAPES_JIS[bytes.toString('latin1', i + 1, i + 3)];
      if (next) {
        mode = next;
        i += 2;
        continue;
      }
    }
    if (mode === 'ascii' || byte < 0x21) out.push(byte);
    else if (mode === 'kana') out.push(0x8e, byte | 0x80);
    else out.push(byte | 0x80);
  }
  return iconv.decode(Buffer.from(out), 'euc-jp');
}

/** How often letters stand in Arabic prose, roughly in per cent; enough to tell code pages apart. */
const LETTER_WEIGHT: Record<string, number> = {
  ا: 15,
  ل: 12,
  ي: 7,
  م: 6,
  و: 6,
  ن: 6,
  ر: 5,
  ت: 4,
  ب: 4,
  ة: 3,
  ع: 3,
  د: 3,
  س: 3,
  ف: 3,
  ه: 4,
  ك: 2,
  ق: 2,
  أ: 2,
  ح: 2,
  ج: 1,
  ش: 1,
  ص: 1,
  ط: 1,
  خ: 1,
  ى: 1,
  ض: 1,
  ذ: 1,
  ث: 1,
  غ: 1,
  ز: 1,
  ء: 1,
  إ: 1,
  ئ: 1,
  ؤ: 0.5,
  آ: 0.5,
  ظ: 0.5,
  '،': 1,
  '؟': 1,
  '؛': 0.5,
};

/** Bytes are weighed in a sample: a code page does not change in the middle of a text. */
const SAMPLE = 16_384;

/**
 * Text in an 8-bit code page that nothing trustworthy names. Arabic words are runs of high bytes; in a
 * western language high bytes stand alone between ASCII letters.
 */
function guessed(bytes: Buffer, otherwise = 'windows-1252'): string {
  const sample = bytes.subarray(0, Math.max(SAMPLE, bytes.findIndex((byte) => byte > 0x7f) + SAMPLE));
  let high = 0;
  let inRuns = 0;
  for (let i = 0; i < sample.length; i += 1) {
    if ((sample[i] as number) < 0xa1) continue;
    high += 1;
    if ((sample[i - 1] ?? 0) >= 0xa1 || (sample[i + 1] ?? 0) >= 0xa1) inRuns += 1;
  }
  if (high === 0 || inRuns < high * 0.6) return iconv.decode(bytes, otherwise);
  const candidates = ['windows-1256', 'iso-8859-6'].map((charset) => ({
    charset,
    score: arabicScore(iconv.decode(sample, charset)),
  }));
  const best = candidates.sort((a, b) => b.score - a.score)[0] as { charset: string; score: number };
  return iconv.decode(bytes, best.score > 1.5 ? best.charset : otherwise);
}

/** Mean weight of the characters above ASCII; foreign ones pull it down. */
function arabicScore(text: string): number {
  let sum = 0;
  let count = 0;
  for (const character of text) {
    if (character < '\x80') continue;
    count += 1;
    const weight = LETTER_WEIGHT[character];
    if (weight !== undefined) sum += weight;
    else if (/[\u064b-\u0652\u0640\u00ab\u00bb\u200c-\u200f\u00a0]/.test(character)) sum += 0.2;
    else sum -= 6;
  }
  return count === 0 ? 0 : sum / count;
}
