import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { ReceiptsService } from './receipts.service.js';

@Processor('notices', WORKER)
export class NoticesProcessor extends QueueWorker<'notices'> {
  constructor(@Inject(ReceiptsService) private readonly receipts: ReceiptsService) {
    super();
  }

  protected run(): Promise<void> {
    return this.receipts.publishDue();
  }
}
