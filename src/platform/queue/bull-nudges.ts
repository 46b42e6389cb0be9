import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { JOBS, type JobPayload, type QueueName } from './jobs.js';
import { Nudges } from './nudges.js';

/**
 * The least time between two writes to one queue, as a multiple of what the last one took. An idle hub nudges at
 * once; on a busy one writes take longer, so more of what comes shares one job and one pass over the rows, which
 * costs little more for ten messages than for one.
 */
const SPACING_FACTOR = 5;
const LEAST_SPACING_MS = 25;
const MOST_SPACING_MS = 100;

/** Within this time, several processes' sweeps nudge anew once. */
const ANEW_MS = 5_000;

interface Nudge {
  payload: Record<string, unknown>;
  dueAt: number;
}

/** What waits to be written to one queue. */
interface Outlet {
  waiting: Map<string, Nudge>;
  writing: Promise<void> | null;
  /** When the next one may begin, by `performance.now()`. */
  nextAt: number;
}

/** Nudges as deduplicated BullMQ jobs. */
@Injectable()
export class BullNudges extends Nudges implements BeforeApplicationShutdown {
  private readonly logger = new Logger(BullNudges.name);
  private readonly outlets = new Map<QueueName, Outlet>();

  constructor(@Inject(ModuleRef) private readonly moduleRef: ModuleRef) {
    super();
  }

  nudge<Name extends QueueName>(queue: Name, payload: JobPayload<Name>, delayMs = 0): void {
    const dueAt = delayMs > 0 ? Date.now() + delayMs : 0;
    // A delayed nudge must never swallow an immediate one, so it has an id of its own: its second.
    this.put(queue, payload, dueAt, dueAt ? [`at${Math.ceil(dueAt / 1000)}`] : []);
  }

  nudgeAnew<Name extends QueueName>(queue: Name, payload: JobPayload<Name>): void {
    this.put(queue, payload, 0, [`anew${Math.floor(Date.now() / ANEW_MS)}`]);
  }

  private put(queue: QueueName, payload: unknown, dueAt: number, distinction: string[]): void {
    const checked = JOBS[queue].parse(payload) as Record<string, unknown>;
    const outlet = this.outletOf(queue);
    outlet.waiting.set([queue, ...Object.values(checked), ...distinction].join('~'), {
      payload: checked,
      dueAt,
    });
    this.wake(queue, outlet);
  }

  /** While the queues are still open; what is nudged later, by requests and jobs that drain, the sweep finds. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.outlets.values()].map((outlet) => outlet.writing));
  }

  private outletOf(queue: QueueName): Outlet {
    let outlet = this.outlets.get(queue);
    if (!outlet) {
      outlet = { waiting: new Map(), writing: null, nextAt: 0 };
      this.outlets.set(queue, outlet);
    }
    return outlet;
  }

  private wake(queue: QueueName, outlet: Outlet): void {
    outlet.writing ??= this.write(queue, outlet).finally(() => {
      outlet.writing = null;
      if (outlet.waiting.size > 0) this.wake(queue, outlet);
    });
  }

  private async write(queue: QueueName, outlet: Outlet): Promise<void> {
    // Also when there is nothing to wait for, so that the other nudges of the caller's turn come along.
    await sleep(Math.max(0, outlet.nextAt - performance.now()));
    const nudges = [...outlet.waiting];
    outlet.waiting.clear();
    const startedAt = performance.now();
    await this.add(queue, nudges);
    const endedAt = performance.now();
    const spacing = SPACING_FACTOR * (endedAt - startedAt);
    outlet.nextAt = endedAt + Math.min(Math.max(spacing, LEAST_SPACING_MS), MOST_SPACING_MS);
  }

  private async add(name: QueueName, nudges: [string, Nudge][]): Promise<void> {
    const queue = this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
    const now = Date.now();
    try {
      await queue.addBulk(
        nudges.map(([key, nudge]) => ({
          name,
          data: nudge.payload,
          opts: {
            delay: nudge.dueAt ? Math.max(0, nudge.dueAt - now) : 0,
            // A nudge that comes while its job runs must run it once more: the job may have looked already.
            deduplication: { id: key, keepLastIfActive: true },
          },
        })),
      );
    } catch (error) {
      // The rows are still there and the sweep will find them: a lost nudge costs seconds, never a message.
      this.logger.warn({ queue: name, nudges: nudges.length, error: (error as Error).message }, 'nudge lost');
    }
  }
}
