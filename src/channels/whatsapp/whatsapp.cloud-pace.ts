import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A token bucket: `burst` at once, then one every `intervalMs`. Who comes too early waits for their turn, in
 * the order they came.
 */
export class Pace {
  /** When the bucket will be full again. */
  private fullAt = 0;

  constructor(
    private readonly intervalMs: number,
    private readonly burst: number,
  ) {}

  /** Takes a turn. @returns how many milliseconds it is away */
  reserve(now: number): number {
    this.fullAt = Math.max(this.fullAt, now) + this.intervalMs;
    return Math.max(0, this.fullAt - now - this.intervalMs * this.burst);
  }

  async turn(): Promise<void> {
    const waitMs = this.reserve(performance.now());
    if (waitMs > 0) await sleep(waitMs);
  }
}
