import { z } from 'zod';

/** As programs in the house write text: UTF-8, or Windows with Arabic. The others turn up in old exports. */
export const ENCODINGS = ['utf-8', 'windows-1256', 'utf-16le', 'iso-8859-6', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** What a column of call records can say. */
export const COLUMN_ROLES = [
  'number',
  'called',
  'name',
  'at',
  'time',
  'duration',
  'talk',
  'outcome',
  'direction',
  'context',
  'application',
  'answeredBy',
  'id',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];
export type Columns = Partial<Record<ColumnRole, number>>;

const column = z.int().min(0).max(199);

/** How to read a file. What is left out is guessed from the file. */
export const readingSchema = z.object({
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  header: z.boolean().optional().meta({ description: 'Whether the first line names the columns' }),
  columns: z
    .partialRecord(z.enum(COLUMN_ROLES), column)
    .optional()
    .meta({ description: 'Which column, counted from 0, says what' }),
  dayFirst: z.boolean().default(true).meta({ description: '03/04/2026 is the third of April' }),
  zone: z
    .enum(['riyadh', 'utc'])
    .default('riyadh')
    .meta({ description: 'The clock of times that state no offset' }),
  ownNumbers: z
    .array(z.string().trim().min(3).max(40))
    .max(50)
    .optional()
    .meta({ description: "The association's own lines: a call to one of them came in" }),
});
export type Reading = z.output<typeof readingSchema>;

/** A reading with nothing left to guess, as the preview answers it and the import wants it. */
export const completeReadingSchema = readingSchema
  .required({ encoding: true, delimiter: true, header: true, columns: true, ownNumbers: true })
  .refine(({ columns }) => columns.number !== undefined && columns.at !== undefined, {
    error: 'Say which column holds the number, and which the time.',
    path: ['columns'],
  });
export type CompleteReading = z.output<typeof completeReadingSchema>;

/** Why a line cannot be read. The page says what to do about each. */
export type RowProblem =
  | 'torn'
  | 'time_missing'
  | 'time_unreadable'
  | 'time_future'
  | 'number_unreadable'
  | 'direction_unknown'
  | 'outcome_unknown';

/** Why a call that was read is not brought in. */
export type Ignored = 'answered' | 'reached_since' | 'outbound' | 'internal' | 'withheld';

/** One line, read. */
export interface CallRow {
  line: number;
  /** Null when the exchange gave none: then the row's own words are its identity. */
  id: string | null;
  /** The number of the person outside, E.164; null when it is withheld or there is none. */
  number: string | null;
  name: string | null;
  at: Date;
  /** How long it lasted, ringing included. */
  seconds: number | null;
  direction: 'inbound' | 'outbound' | 'internal';
  answered: boolean;
}

export interface UnreadableRow {
  line: number;
  problem: RowProblem;
  /** What stands there. */
  value: string;
}
