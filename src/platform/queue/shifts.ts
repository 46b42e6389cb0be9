import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

/** How long a job waits for more before it ends. Longer than the gaps of a steady stream, short for other processes. */
const LINGER_MS = 50;
/** A process that nudged a job within this time is likely to do so again. */
const FAMILIAR_MS = 1_000;
/** Time between two runs, as a multiple of what the last one took: more of what comes then shares the next. */
const GATHER_FACTOR = 1;
const LEAST_GATHER_MS = 8;
const MOST_GATHER_MS = 80;

/** A job under way, which can be told of more work while it runs. */
export class Shift {
  private more = false;
  private roused: (() => void) | null = null;

  rouse(): void {
    this.more = true;
    this.roused?.();
  }

  /** Takes note of what has come so far; to be called before the rows are looked at. */
  heed(): void {
    this.more = false;
  }

  /**
   * Waits until there is more to do.
   * @returns whether there is; false when `ms` went by without
   */
  async next(ms: number): Promise<boolean> {
    if (this.more || ms === 0) return this.more;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.roused = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.roused = null;
    return this.more;
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
  private readonly nudgedAt = new Map<string, number>();
  private stopping = false;

  /** @returns whether a job for `key` is under way here and now knows that there is more */
  rouse(key: string): boolean {
    this.nudgedAt.set(key, performance.now());
    const shift = this.stopping ? undefined : this.underWay.get(key);
    shift?.rouse();
    return shift !== undefined;
  }

  /** Does `run`, and again as long as this process nudges `key`. What `run` throws ends the shift. */
  async work(key: string, run: (shift: Shift) => Promise<void>): Promise<void> {
    // A job for the same key, from a sweep that took us for dead: it does its round beside the shift.
    if (this.underWay.has(key)) return run(new Shift());
    const shift = new Shift();
    this.underWay.set(key, shift);
    try {
      do {
        shift.heed();
        const startedAt = performance.now();
        await run(shift);
        const endedAt = performance.now();
        if (!(await this.more(key, shift))) break;
        const gather = clamp(GATHER_FACTOR * (endedAt - startedAt), LEAST_GATHER_MS, MOST_GATHER_MS);
        await sleep(Math.max(0, endedAt + gather - performance.now()));
      } while (!this.stopping);
    } finally {
      // Nothing can come between the last look and this line. After a failure the job is tried again.
      this.underWay.delete(key);
    }
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const shift of this.underWay.values()) shift.rouse();
  }

  /** Only a process that nudges this job itself waits for more: it alone can tell it without the queue. */
  private more(key: string, shift: Shift): Promise<boolean> {
    const nudgedAt = this.nudgedAt.get(key) ?? Number.NEGATIVE_INFINITY;
    return shift.next(performance.now() - nudgedAt < FAMILIAR_MS ? LINGER_MS : 0);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
