import { v7 } from 'uuid';

/** A new UUIDv7: its order is the order of creation within this process, to the millisecond across processes. */
export function newId(): string {
  return v7();
}
