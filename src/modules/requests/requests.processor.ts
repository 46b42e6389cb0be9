import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { QueueWorker, WORKER } from '../../platform/queue/queue.worker.js';
import { RequestIntake } from './intake.service.js';

@Processor('requests', WORKER)
export class RequestsProcessor extends QueueWorker<'requests'> {
  constructor(@Inject(RequestIntake) private readonly intake: RequestIntake) {
    super();
  }

  protected run(): Promise<void> {
    return this.intake.makeDue();
  }
}
