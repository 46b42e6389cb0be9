import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { JobPayload } from '../../platform/queue/jobs.js';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import type { Shift } from '../../platform/queue/shifts.js';
import { Sender } from './delivery.sender.js';

@Processor('delivery', { ...WORKER, concurrency: 8 })
export class DeliveryProcessor extends QueueWorker<'delivery'> {
  constructor(@Inject(Sender) private readonly sender: Sender) {
    super();
  }

  protected run({ accountId }: JobPayload<'delivery'>, shift: Shift): Promise<void> {
    return this.sender.deliver(accountId, shift);
  }
}
