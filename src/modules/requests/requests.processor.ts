import { Processor } from '@nestjs/bullmq';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';

@Processor('requests', WORKER)
export class RequestsProcessor extends QueueWorker<'requests'> {
  protected async run(): Promise<void> {}
}
