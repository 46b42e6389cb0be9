import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JOBS, type JobPayload, type QueueName } from './jobs.js';

/**
 * Worker options of every processor. A dead worker's job is given to another within `lockDuration` and
 * `stalledInterval`; it may be so often, because every job can be run again without harm.
 */
export const WORKER = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 20 };

/** What every processor shares: the payload is checked on the way in, and failures are logged by ids. */
export abstract class QueueWorker<Name extends QueueName> extends WorkerHost {
  protected readonly logger = new Logger(this.constructor.name);

  protected abstract run(payload: JobPayload<Name>): Promise<void>;

  async process(job: Job): Promise<void> {
    await this.run(JOBS[job.queueName as Name].parse(job.data) as JobPayload<Name>);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.error(
      { queue: job?.queueName, job: job?.id, data: job?.data, error: error.message },
      'job failed',
    );
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue connection');
  }
}
