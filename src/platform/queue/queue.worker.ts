import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JOBS, type JobPayload, jobKey, type QueueName } from './jobs.js';
import { Nudges } from './nudges.js';
import { type Shift, Shifts } from './shifts.js';

/**
 * Worker options of every processor. A dead worker's job is given to another within `lockDuration` and
 * `stalledInterval`; it may be so often, because every job can be run again without harm.
 */
export const WORKER = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 20 };

/** What every processor shares: the payload is checked on the way in, and failures are logged by ids. */
export abstract class QueueWorker<Name extends QueueName> extends WorkerHost {
  protected readonly logger = new Logger(this.constructor.name);

  @Inject(Shifts) private readonly shifts!: Shifts;
  @Inject(Nudges) private readonly nudges!: Nudges;

  /** The least time, in ms, between two rounds of work that comes in a stream; undefined for the shortest. */
  protected readonly restMs?: number;

  /** Does everything that `payload` stands for. Whoever goes on for long looks at `shift` for what has come meanwhile. */
  protected abstract run(payload: JobPayload<Name>, shift: Shift): Promise<void>;

  async process(job: Job): Promise<void> {
    const queue = job.queueName as Name;
    const payload = JOBS[queue].parse(job.data) as JobPayload<Name>;
    const key = jobKey(queue, payload);
    try {
      await this.shifts.work(key, (shift) => this.run(payload, shift), this.restMs);
    } finally {
      if (this.shifts.takeUnserved(key)) this.nudges.nudge(queue, payload);
    }
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
