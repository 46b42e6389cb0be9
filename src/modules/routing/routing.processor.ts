import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { RoutingService } from './routing.service.js';

@Processor('routing', WORKER)
export class RoutingProcessor extends QueueWorker<'routing'> {
  /** Nobody waits for it as the person waits for the receipt, and it works on the same rows. */
  protected override readonly restMs = 40;

  constructor(@Inject(RoutingService) private readonly routing: RoutingService) {
    super();
  }

  protected run(): Promise<void> {
    return this.routing.route();
  }
}
