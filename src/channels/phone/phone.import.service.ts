import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { type InboundEvent, InboundGateway } from '../core/inbound-gateway.js';
import { CallFileEmptyError, CallFileNotTextError, CallFileTooLongError } from './phone.errors.js';
import { callsOf, type ImportedCall } from './phone.import.calls.js';
import { columnsByContent, columnsByName, looksLikeHeader } from './phone.import.columns.js';
import { likelyOwnNumbers, readRows } from './phone.import.rows.js';
import type { CompleteReading, Ignored, Reading, RowProblem, UnreadableRow } from './phone.import.schemas.js';
import {
  decode,
  guessDelimiter,
  guessEncoding,
  linesOf,
  recordsOf,
  type TextRecord,
} from './phone.import.text.js';
import type { LoggedCall } from './phone.schemas.js';

/** Rows that the preview shows as they would be read, and problems that it lists; the rest is counted. */
const SHOWN_ROWS = 20;
const SHOWN_PROBLEMS = 200;
/** Rows that columns are guessed from. */
const SAMPLE_ROWS = 50;
const SAMPLES_PER_COLUMN = 3;
const LONGEST_SAMPLE = 60;
/** Calls handed to the journal at a time, and ids asked about at a time. */
const BATCH = 1_000;
const MOST_LINES = 200_000;

export interface ImportCounts {
  /** Lines with something on them, the header left out. */
  rows: number;
  unreadable: number;
  problems: Partial<Record<RowProblem, number>>;
  calls: number;
  fresh: number;
  already: number;
  ignored: Partial<Record<Ignored, number>>;
  /** Numbers that the fresh calls came from: each is one conversation. */
  people: number;
}

interface Read {
  reading: CompleteReading;
  damaged: number;
  header: string[] | null;
  records: TextRecord[];
  calls: ImportedCall[];
  unreadable: UnreadableRow[];
}

/** Call records of an exchange: first shown as they would be read, then journalled like any other call. */
@Injectable()
export class CallImports {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** What an import with this reading would do. Changes nothing. */
  async preview(bytes: Buffer, asked: Reading) {
    const read = await this.read(bytes, asked);
    const journalled = await this.journalled(read.calls);
    const { records, header, unreadable, calls } = read;
    const width = Math.max(
      header?.length ?? 0,
      ...records.slice(0, SAMPLE_ROWS).map(({ cells }) => cells.length),
    );
    const shown = calls.map(({ externalId, row, ignored }) => ({
      line: row.line,
      number: row.number,
      name: row.name,
      at: row.at.toISOString(),
      seconds: row.seconds,
      direction: row.direction,
      answered: row.answered,
      verdict: ignored ?? (journalled.has(externalId) ? ('already' as const) : ('fresh' as const)),
    }));
    return {
      reading: read.reading,
      damaged: read.damaged,
      columns: Array.from({ length: width }, (_, index) => ({
        index,
        name: header?.[index] || null,
        samples: samplesOf(records, index),
      })),
      counts: countsOf(read, journalled),
      rows: shown.sort((a, b) => a.line - b.line).slice(0, SHOWN_ROWS),
      problems: unreadable.slice(0, SHOWN_PROBLEMS),
    };
  }

  /** Brings in the calls that nobody answered. Durable when it resolves; the same file again adds nothing. */
  async take(
    bytes: Buffer,
    reading: CompleteReading,
    importer: { id: string; name: string },
  ): Promise<ImportCounts> {
    const read = await this.read(bytes, reading);
    const journalled = await this.journalled(read.calls);
    const fresh = read.calls.filter(({ externalId, ignored }) => !ignored && !journalled.has(externalId));
    const account = this.accounts.named('phone', 'default');
    for (let start = 0; start < fresh.length; start += BATCH) {
      const events = fresh.slice(start, start + BATCH).map((call) => journalEntry(call, importer));
      await this.gateway.receive(account, events);
    }
    return countsOf(read, journalled);
  }

  private async read(bytes: Buffer, asked: Reading): Promise<Read> {
    if (isBinary(bytes)) throw new CallFileNotTextError();
    const encoding = asked.encoding ?? guessEncoding(bytes);
    const { text, damaged } = decode(bytes, encoding);
    const lines = linesOf(text);
    if (lines.length > MOST_LINES) throw new CallFileTooLongError(MOST_LINES);
    const delimiter = asked.delimiter ?? guessDelimiter(lines);
    const cut = await recordsOf(lines, delimiter);
    if (cut.records.length + cut.torn.length === 0) throw new CallFileEmptyError();
    const hasHeader = asked.header ?? looksLikeHeader(cut.records[0]?.cells ?? []);
    const header = hasHeader ? (cut.records[0]?.cells ?? []) : null;
    const records = hasHeader ? cut.records.slice(1) : cut.records;
    const columns =
      asked.columns ??
      (header
        ? columnsByName(header)
        : columnsByContent(records.slice(0, SAMPLE_ROWS).map(({ cells }) => cells)));
    const ownNumbers = asked.ownNumbers ?? likelyOwnNumbers(records, { columns });
    const reading = { ...asked, encoding, delimiter, header: hasHeader, columns, ownNumbers };
    const { rows, unreadable } = readRows(records, reading, this.clock.now());
    const torn = cut.torn.map(
      (line): UnreadableRow => ({
        line,
        problem: 'torn',
        value: (lines[line - 1] ?? '').slice(0, LONGEST_SAMPLE),
      }),
    );
    return {
      reading,
      damaged,
      header,
      records,
      calls: callsOf(rows),
      unreadable: [...torn, ...unreadable].sort((a, b) => a.line - b.line),
    };
  }

  /** Which of the calls are in the journal already. */
  private async journalled(calls: ImportedCall[]): Promise<Set<string>> {
    const account = this.accounts.named('phone', 'default');
    const wanted = calls.filter(({ ignored }) => !ignored).map(({ externalId }) => externalId);
    const found = new Set<string>();
    for (let start = 0; start < wanted.length; start += BATCH) {
      const rows = await this.database.query<{ external_id: string }>(
        'SELECT external_id FROM inbound_event WHERE account_id = $1 AND external_id = ANY($2::text[])',
        [account.id, wanted.slice(start, start + BATCH)],
      );
      for (const row of rows) found.add(row.external_id);
    }
    return found;
  }
}

function countsOf({ records, unreadable, calls }: Read, journalled: Set<string>): ImportCounts {
  const wanted = calls.filter(({ ignored }) => !ignored);
  const fresh = wanted.filter(({ externalId }) => !journalled.has(externalId));
  return {
    rows: records.length + unreadable.filter(({ problem }) => problem === 'torn').length,
    unreadable: unreadable.length,
    problems: tally(unreadable.map(({ problem }) => problem)),
    calls: calls.length,
    fresh: fresh.length,
    already: wanted.length - fresh.length,
    ignored: tally(calls.flatMap(({ ignored }) => ignored ?? [])),
    people: new Set(fresh.map(({ row }) => row.number)).size,
  };
}

function tally<Word extends string>(words: Word[]): Partial<Record<Word, number>> {
  const counts: Partial<Record<Word, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function samplesOf(records: TextRecord[], index: number): string[] {
  const samples = new Set<string>();
  for (const { cells } of records) {
    if (cells[index]) samples.add(cells[index].slice(0, LONGEST_SAMPLE));
    if (samples.size === SAMPLES_PER_COLUMN) break;
  }
  return [...samples];
}

function journalEntry(
  { externalId, row }: ImportedCall,
  importer: { id: string; name: string },
): InboundEvent {
  const call: LoggedCall = {
    source: 'import',
    address: row.number!,
    name: row.name,
    direction: 'missed',
    at: row.at.toISOString(),
    durationSeconds: row.seconds,
    summary: '',
    language: null,
    loggedBy: importer.id,
    loggedByName: importer.name,
  };
  return { kind: 'message', externalId, sender: call.address, raw: Buffer.from(JSON.stringify(call)) };
}

/** How files begin that are no text: workbooks (ZIP, or Office before 2007), PDF, archives. */
const BINARY = ['504b0304', 'd0cf11e0', '25504446', '1f8b'];

function isBinary(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 4).toString('hex');
  return BINARY.some((known) => mark.startsWith(known));
}
