import { Injectable } from '@nestjs/common';

/** One piece of periodic work: looks at rows, and nudges or settles what was left behind. Must be repeatable. */
export type Sweep = () => Promise<void>;

/**
 * What the sweep runs. Every module adds its own, so that after the loss of every queue, one round rebuilds
 * the work from the rows.
 */
@Injectable()
export class Sweeps {
  private readonly byName = new Map<string, Sweep>();

  add(name: string, sweep: Sweep): void {
    if (this.byName.has(name)) throw new Error(`Two sweeps are called ${name}`);
    this.byName.set(name, sweep);
  }

  entries(): [string, Sweep][] {
    return [...this.byName];
  }
}
