/**
 * Folding for search: what a reader takes for the same word becomes the same string. Twin of the SQL
 * function `insat_fold` (first migration); a test holds the two together, so change them together.
 */

/** What is dropped: marks (Latin accents, harakat, Quranic signs) and tatweel, and characters nobody sees. */
const DROPPED =
  /[\u0300-\u036F\u0610-\u061A\u0640\u064B-\u065F\u0670\u0674\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u08D3-\u08FF]|[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|[\uFE00-\uFE0F]/g;

/** What is left after NFKD and still has a plainer spelling; each string lines up with the one below. */
const FROM = 'ٱٲٳىیېےةۃہھەکڪگ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const TO = 'اااييييهههههككك01234567890123456789abcdefghijklmnopqrstuvwxyz';

const PLAIN = new Map([...FROM].map((letter, index) => [letter, TO[index] as string]));
const FOLDED = new RegExp(`[${FROM}]`, 'g');

/**
 * The form in which text is searched and compared: أحمد and احمد, مكة and مكه, کریم and كريم, ٤٢ and 42 are
 * the same. Only ASCII capitals are lowered, because that alone is the same in JavaScript and in every
 * database collation. NFKD takes أ إ آ ؤ ئ and the ligatures apart before the marks are dropped.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(DROPPED, '')
    .replace(FOLDED, (letter) => PLAIN.get(letter) as string);
}

/** The LIKE pattern of columns that hold folded text: whatever contains `text`. */
export function containing(text: string): string {
  return `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;
}
