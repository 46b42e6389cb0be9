import type { JobPayload, QueueName } from './jobs.js';

/**
 * Wakes workers. A nudge never fails its caller and may be lost: the sweep finds what it stood for in the
 * rows. Nudges for the same payload that are waiting already are merged.
 */
export abstract class Nudges {
  /** @param delayMs not before this many milliseconds from now */
  abstract nudge<Name extends QueueName>(queue: Name, payload: JobPayload<Name>, delayMs?: number): void;

  /**
   * Wakes a worker even when a nudge for the same payload seems to be under way: whoever had it may be dead, and
   * its job would keep others out until BullMQ notices. For sweeps.
   */
  abstract nudgeAnew<Name extends QueueName>(queue: Name, payload: JobPayload<Name>): void;
}
