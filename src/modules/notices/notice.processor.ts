import { Processor } from '@nestjs/bullmq';
import type { JobPayload } from '../../platform/queue/jobs.js';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';

@Processor('notice', WORKER)
export class NoticeProcessor extends QueueWorker<'notice'> {
  protected async run(_payload: JobPayload<'notice'>): Promise<void> {}
}
