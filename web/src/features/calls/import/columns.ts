import { COLUMN_ROLES, type ColumnRole, type ImportReading } from '../../../lib/schemas';

type Columns = ImportReading['columns'];

/** What a column says; null when it is not read. */
export function roleOf(columns: Columns, index: number): ColumnRole | null {
  return COLUMN_ROLES.find((role) => columns[role] === index) ?? null;
}

/** The columns with another role for one of them: no role twice, no column with two. */
export function columnsWith(columns: Columns, index: number, role: string): Columns {
  const others = Object.entries(columns).filter(([name, at]) => at !== index && name !== role);
  return Object.fromEntries(role === '' ? others : [...others, [role, index]]);
}
