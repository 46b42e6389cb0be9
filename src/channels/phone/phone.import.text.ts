import { setImmediate as breathe } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { DELIMITERS, type Delimiter, type Encoding } from './phone.import.schemas.js';

/** Lines that are looked at to guess how a file is written. */
const SAMPLE_LINES = 30;
/** Lines parsed before others get their turn. */
const BATCH_LINES = 1_000;

export interface TextRecord {
  /** Counted from 1, as an editor shows it. */
  line: number;
  cells: string[];
}

/** How a file's bytes are to be read, by its mark, its zeros or its validity. What is not UTF-8 here is Arabic Windows. */
export function guessEncoding(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  // Half of the bytes of UTF-16 digits and commas are zeros, and no other text has any.
  if (bytes.subarray(0, 200).includes(0)) return 'utf-16le';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1256';
}

/** The text of a file, and how many characters of it the encoding cannot have meant. */
export function decode(bytes: Buffer, encoding: Encoding): { text: string; damaged: number } {
  const text = iconv.decode(bytes, encoding);
  return { text, damaged: text.match(/\uFFFD/g)?.length ?? 0 };
}

/** Lines as an editor counts them. */
export function linesOf(text: string): string[] {
  return text.replaceAll('\0', '').split(/\r\n|\n|\r/);
}

/** The delimiter that cuts the first lines into the most columns, the same number in most of them. */
export function guessDelimiter(lines: string[]): Delimiter {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE_LINES);
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const widths = sample.map((line) => cutOne(line, delimiter)?.length ?? 0).sort((a, b) => a - b);
    const width = widths[widths.length >> 1] ?? 0;
    const alike = widths.filter((one) => one === width).length / (widths.length || 1);
    const score = width > 1 ? width * alike : 0;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/**
 * Cuts lines into cells. A call record is one line, so a quote that is never closed costs its own line and not the
 * rest of the file. Long files give way to other work in between.
 */
export async function recordsOf(
  lines: string[],
  delimiter: Delimiter,
): Promise<{ records: TextRecord[]; torn: number[] }> {
  const written = lines.flatMap((text, index) => (text.trim() === '' ? [] : [{ line: index + 1, text }]));
  const records: TextRecord[] = [];
  const torn: number[] = [];
  for (let start = 0; start < written.length; start += BATCH_LINES) {
    if (start > 0) await breathe();
    const batch = written.slice(start, start + BATCH_LINES);
    const cut = cutAll(
      batch.map(({ text }) => text),
      delimiter,
    );
    batch.forEach(({ line }, index) => {
      const cells = cut[index];
      if (cells) records.push({ line, cells });
      else torn.push(line);
    });
  }
  return { records, torn };
}

/** The cells of each line, null where its quotes do not fit together. */
function cutAll(lines: string[], delimiter: Delimiter): (string[] | null)[] {
  // Together they are cut at twice the pace; one bad line shows in the number of records, or as an error.
  try {
    const records = cut(lines.join('\n'), delimiter);
    if (records.length === lines.length) return records;
  } catch {
    // Which of them it is shows below.
  }
  return lines.map((line) => cutOne(line, delimiter));
}

function cutOne(line: string, delimiter: Delimiter): string[] | null {
  try {
    return cut(line, delimiter)[0] ?? null;
  } catch {
    return null;
  }
}

/** @throws CsvError */
function cut(text: string, delimiter: Delimiter): string[][] {
  return parse(text, { delimiter, relax_quotes: true, relax_column_count: true, trim: true });
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
