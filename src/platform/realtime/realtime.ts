/**
 * Live events to connected browsers, across all processes. Fire and forget: a browser that missed one reads
 * the rows again when it reconnects.
 */
export abstract class Realtime {
  /**
   * @param namespace `/inbox` for staff, `/widget` for website visitors
   * @param rooms for example `inbox`, `conversation:<id>`, `staff:<id>`, `visitor:<id>`; a socket in several of
   *   them gets the event once
   */
  abstract emit(
    namespace: '/inbox' | '/widget',
    rooms: string | string[],
    event: string,
    data: unknown,
  ): void;
}
