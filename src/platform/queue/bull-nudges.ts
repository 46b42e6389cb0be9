import { getQueueToken } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { JOBS, type JobPayload, type QueueName } from './jobs.js';
import { Nudges } from './nudges.js';

interface Nudge {
  queue: QueueName;
  payload: Record<string, unknown>;
  dueAt: number;
}

/**
 * Nudges as deduplicated BullMQ jobs. While one write is in flight, further nudges gather and go out
 * together, so a busy hub writes few jobs and an idle one writes at once.
 */
@Injectable()
export class BullNudges extends Nudges implements OnApplicationShutdown {
  private readonly logger = new Logger(BullNudges.name);
  private waiting = new Map<string, Nudge>();
  private flushing: Promise<void> | null = null;

  constructor(@Inject(ModuleRef) private readonly moduleRef: ModuleRef) {
    super();
  }

  nudge<Name extends QueueName>(queue: Name, payload: JobPayload<Name>, delayMs = 0): void {
    const checked = JOBS[queue].parse(payload) as Record<string, unknown>;
    const dueAt = delayMs > 0 ? Date.now() + delayMs : 0;
    // A delayed nudge must never swallow an immediate one, so it has an id of its own: its second.
    const key = [queue, ...Object.values(checked), ...(dueAt ? [Math.ceil(dueAt / 1000)] : [])].join('~');
    this.waiting.set(key, { queue, payload: checked, dueAt });
    this.flushing ??= this.flush().finally(() => {
      this.flushing = null;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    await Promise.resolve(); // let the caller's other nudges of this turn join
    while (this.waiting.size > 0) {
      const batch = [...this.waiting];
      this.waiting = new Map();
      const queues = new Set(batch.map(([, nudge]) => nudge.queue));
      await Promise.all(
        [...queues].map((queue) =>
          this.add(
            queue,
            batch.filter(([, nudge]) => nudge.queue === queue),
          ),
        ),
      );
    }
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
