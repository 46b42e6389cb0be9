import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { LANES } from '../../channels/core/lanes.js';
import type { JobPayload } from '../../platform/queue/jobs.js';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { InboundDrain } from './conversations.inbound.js';

/**
 * Lanes drained at a time in one process. A pass is mostly waiting for the database, and in a process that also
 * answers webhooks every wait takes a turn of a busy event loop, so several passes overlap.
 */
@Processor('inbound', { ...WORKER, concurrency: LANES })
export class InboundProcessor extends QueueWorker<'inbound'> {
  constructor(@Inject(InboundDrain) private readonly inbound: InboundDrain) {
    super();
  }

  protected run({ lane }: JobPayload<'inbound'>): Promise<void> {
    return this.inbound.drain(lane);
  }
}
