import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { JOBS, type JobPayload, jobKey, type QueueName } from './jobs.js';
import { Nudges } from './nudges.js';
import { Shifts } from './shifts.js';

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

  constructor(
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(Shifts) private readonly shifts: Shifts,
  ) {
    super();
  }

  nudge<Name extends QueueName>(queue: Name, payload: JobPayload<Name>, delayMs = 0): void {
    const checked = JOBS[queue].parse(payload);
    const key = jobKey(queue, checked);
    if (delayMs <= 0) {
      if (!this.shifts.rouse(key)) this.put(queue, key, checked, 0);
      return;
    }
    const dueAt = Date.now() + delayMs;
    // A delayed nudge must never swallow an immediate one, so it has an id of its own: its second.
    this.put(queue, `${key}~at${Math.ceil(dueAt / 1000)}`, checked, dueAt);
  }

  nudgeAnew<Name extends QueueName>(queue: Name, payload: JobPayload<Name>): void {
    const checked = JOBS[queue].parse(payload);
    this.put(queue, `${jobKey(queue, checked)}~anew${Math.floor(Date.now() / ANEW_MS)}`, checked, 0);
  }

  private put(queue: QueueName, id: string, payload: Record<string, unknown>, dueAt: number): void {
    const outlet = this.outletOf(queue);
    outlet.waiting.set(id, { payload, dueAt });
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
        nudges.map(([id, nudge]) => ({
          name,
          data: nudge.payload,
          opts: {
            delay: nudge.dueAt ? Math.max(0, nudge.dueAt - now) : 0,
            // A nudge that comes while its job runs must run it once more: the job may have looked already.
            deduplication: { id, keepLastIfActive: true },
          },
        })),
      );
    } catch (error) {
      // The rows are still there and the sweep will find them: a lost nudge costs seconds, never a message.
      this.logger.warn({ queue: name, nudges: nudges.length, error: (error as Error).message }, 'nudge lost');
    }
  }
}
