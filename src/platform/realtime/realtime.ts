/**
 * Live events to connected browsers, across all processes. Fire and forget: a browser that missed one reads
 * the rows again when it reconnects.
 */
export abstract class Realtime {
  /**
   * @param namespace `/inbox` for staff, `/widget` for website visitors
   * @param room for example `inbox`, `conversation:<id>`, `staff:<id>`, `visitor:<id>`
   */
  abstract emit(namespace: '/inbox' | '/widget', room: string, event: string, data: unknown): void;
}
