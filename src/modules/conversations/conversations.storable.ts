/** PostgreSQL refuses NUL in text, and real mail bodies contain it. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** JSON that PostgreSQL takes, whatever people typed into its values. */
export function storableJson(value: object): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'string' ? storable(part) : part));
}
