import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

/** How long a job waits for more before it ends. Longer than the gaps of a steady stream, short for other processes. */
const LINGER_MS = 50;
/** A process that nudged a job within this time is likely to do so again. */
const FAMILIAR_MS = 1_000;
/** The least and the most time between two runs; as long as the last one took: more of what comes shares the next. */
const LEAST_REST_MS = 8;
const MOST_REST_MS = 80;

/** A job under way, which can be told of more work while it runs. */
export class Shift {
  private more = false;
  private wake: (() => void) | null = null;

  /** Whether there was a nudge that nobody has heeded. */
  get roused(): boolean {
    return this.more;
  }

  rouse(): void {
    this.more = true;
    this.stopWaiting();
  }

  /** Takes note of what has come so far; to be called before the rows are looked at. */
  heed(): void {
    this.more = false;
  }

  /**
   * Waits until there is more to do. A second call ends the wait of the first.
   * @returns whether there is; false when `ms` went by without, or the hub stops
   */
  async next(ms: number): Promise<boolean> {
    this.stopWaiting();
    if (this.more || ms === 0) return this.more;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.more;
  }

  stopWaiting(): void {
    this.wake?.();
    this.wake = null;
  }
}

/**
 * The jobs under way in this process. A nudge for one of them reaches it straight, and it runs once more instead of
 * ending; so a steady stream of work costs one job, not one per nudge, and waits for no queue in between. Nudges
 * from other processes come through the queue as ever.
 */
@Injectable()
export class Shifts implements BeforeApplicationShutdown {
  private readonly underWay = new Map<string, Shift>();
  private readonly unserved = new Set<string>();
  private readonly nudgedAt = new Map<string, number>();
  private stopping = false;

  /** @returns whether a job for `key` is under way here and now knows that there is more */
  rouse(key: string): boolean {
    this.nudgedAt.set(key, performance.now());
    const shift = this.stopping ? undefined : this.underWay.get(key);
    shift?.rouse();
    return shift !== undefined;
  }

  /**
   * Does `run`, and again as long as this process nudges `key`. What `run` throws ends the shift.
   * @param restMs the least time between two runs
   */
  async work(key: string, run: (shift: Shift) => Promise<void>, restMs = LEAST_REST_MS): Promise<void> {
    // A job for the same work, from a sweep that took us for dead.
    const present = this.underWay.get(key);
    if (present) return present.rouse();
    const shift = new Shift();
    this.underWay.set(key, shift);
    try {
      do {
        shift.heed();
        const startedAt = performance.now();
        await run(shift);
        const endedAt = performance.now();
        if (!(await this.more(key, shift))) break;
        const rest = Math.min(Math.max(endedAt - startedAt, restMs), MOST_REST_MS);
        await sleep(Math.max(0, endedAt + rest - performance.now()));
      } while (!this.stopping);
    } finally {
      this.underWay.delete(key);
      if (shift.roused) this.unserved.add(key);
    }
  }

  /** @returns whether a shift for `key` ended, by failure or because the hub stops, with a nudge not served */
  takeUnserved(key: string): boolean {
    return this.unserved.delete(key);
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const shift of this.underWay.values()) shift.stopWaiting();
  }

  /** Only a process that nudges this job itself waits for more: it alone can tell it without the queue. */
  private more(key: string, shift: Shift): Promise<boolean> {
    const nudgedAt = this.nudgedAt.get(key) ?? Number.NEGATIVE_INFINITY;
    return shift.next(performance.now() - nudgedAt < FAMILIAR_MS ? LINGER_MS : 0);
  }
}
