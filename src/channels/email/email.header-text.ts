import { decodeBytes, isAscii } from './email.charsets.js';

/** Longest encoded word that is decoded; RFC 2047 allows 75, careless programs write thousands. */
const ENCODED_WORD = /=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bq])\?([^\r\n]{0,4000}?)\?=/gi;
const WORD_GAP = /^[ \t\r\n]*$/;

interface EncodedWord {
  start: number;
  end: number;
  charset: string;
  bytes: Buffer;
}

/** The bytes that a `Q` text stands for (RFC 2047 §4.2). */
function fromQ(text: string): Buffer {
  return Buffer.from(
    text
      .replace(/_/g, ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/**
 * Runs of encoded words in a header, with neighbours of one charset joined **before** decoding: programs
 * cut words in the middle of a character.
 */
function encodedWords(header: string): EncodedWord[] {
  const words: EncodedWord[] = [];
  for (const match of header.matchAll(ENCODED_WORD)) {
    const [whole, charset = '', encoding = '', text = ''] = match;
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : fromQ(text);
    const last = words.at(-1);
    if (
      last &&
      last.charset.toLowerCase() === charset.toLowerCase() &&
      WORD_GAP.test(header.slice(last.end, match.index))
    ) {
      last.bytes = Buffer.concat([last.bytes, bytes]);
      last.end = match.index + whole.length;
    } else {
      words.push({ start: match.index, end: match.index + whole.length, charset, bytes });
    }
  }
  return words;
}

function replaceWords(header: string, replace: (word: EncodedWord) => string, keepGaps: boolean): string {
  let text = '';
  let end = 0;
  for (const word of encodedWords(header)) {
    const gap = header.slice(end, word.start);
    text += end > 0 && !keepGaps && WORD_GAP.test(gap) ? '' : gap;
    text += replace(word);
    end = word.end;
  }
  return text + header.slice(end);
}

/** Decodes a header's encoded words and raw 8-bit bytes. `hint` names the mail's own charset. */
export function decodeHeader(bytes: Buffer, hint: string | null): string {
  return replaceWords(
    isAscii(bytes) ? bytes.toString('latin1') : decodeBytes(bytes, null, hint),
    (word) => decodeBytes(word.bytes, word.charset),
    false,
  );
}

/** The same header with every encoded word and raw byte in UTF-8, still encoded, for a structured field. */
export function headerToUtf8(bytes: Buffer, hint: string | null): Buffer {
  const text = isAscii(bytes) ? bytes.toString('latin1') : decodeBytes(bytes, null, hint);
  return Buffer.from(
    replaceWords(
      text,
      (word) => {
        const decoded = decodeBytes(word.bytes, word.charset);
        return `=?UTF-8?B?${Buffer.from(decoded).toString('base64')}?=`;
      },
      true,
    ),
  );
}

const PARAMETER = /;\s*([\w-]+)(?:\*(\d{1,3}))?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

const percentDecoded = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text.trim();

interface Piece {
  /** Of an RFC 2231 continuation (`name*1=`); null when the parameter stands whole. */
  index: number | null;
  encoded: boolean;
  text: string;
}

/** A MIME header: its value in lower case, its parameters decoded. */
export interface MimeValue {
  value: string;
  params: Map<string, string>;
}

/** Reads `type; name=value` (RFC 2045, 2231), tolerant of raw bytes and encoded words in file names. */
export function parseMimeValue(bytes: Buffer, hint: string | null): MimeValue {
  // Latin-1 keeps each byte a character, so that pieces can be turned back into bytes.
  const source = bytes.toString('latin1').replace(/\r?\n[ \t]*/g, ' ');
  const pieces = new Map<string, Piece[]>();
  for (const [, name = '', index, star, text = ''] of source.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    const list = pieces.get(key) ?? [];
    list.push({
      index: index === undefined ? null : Number(index),
      encoded: star !== undefined,
      text: unquoted(text),
    });
    pieces.set(key, list);
  }
  const params = new Map<string, string>();
  for (const [key, list] of pieces) params.set(key, joined(list, hint));
  const end = source.indexOf(';');
  return { value: (end < 0 ? source : source.slice(0, end)).trim().toLowerCase(), params };
}

/** One parameter from its pieces. `filename*` is truer than a `filename` beside it (RFC 6266 §4.3). */
function joined(pieces: Piece[], hint: string | null): string {
  const continued = pieces.filter((piece) => piece.index !== null);
  const extended = continued.length > 0 ? continued : pieces.filter((piece) => piece.encoded).slice(0, 1);
  if (extended.length === 0) return decodeHeader(Buffer.from(pieces[0]?.text ?? '', 'latin1'), hint);
  let charset: string | null = null;
  const bytes = extended
    .sort((a, b) => (a.index ?? 0) - (b.index ?? 0))
    .map((piece, at) => {
      if (!piece.encoded) return Buffer.from(piece.text, 'latin1');
      const label = at === 0 ? /^([^']*)'[^']*'/.exec(piece.text) : null;
      if (label) charset = label[1] || null;
      return percentDecoded(label ? piece.text.slice(label[0].length) : piece.text);
    });
  const whole = Buffer.concat(bytes);
  return charset === null ? decodeHeader(whole, hint) : decodeBytes(whole, charset);
}
