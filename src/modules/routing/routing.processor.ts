import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { RoutingService } from './routing.service.js';

@Processor('routing', WORKER)
export class RoutingProcessor extends QueueWorker<'routing'> {
  constructor(@Inject(RoutingService) private readonly routing: RoutingService) {
    super();
  }

  protected run(): Promise<void> {
    return this.routing.route();
  }
}
