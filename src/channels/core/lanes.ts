/**
 * How many lanes the journal has. One lane is drained by one worker at a time, so this bounds how many work
 * at once; more lanes than cores only make the batches smaller.
 */
export const LANES = 4;

/** The lane of a sender: FNV-1a, so that every process agrees for ever. */
export function laneOf(sender: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < sender.length; index += 1) {
    hash = Math.imul(hash ^ sender.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % LANES;
}
