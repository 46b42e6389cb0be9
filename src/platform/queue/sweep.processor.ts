import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { WORKER } from './queue.worker.js';
import { Sweeps } from './sweeps.js';

/** How often rows are looked at for work whose nudge was lost. */
export const SWEEP_INTERVAL_MS = 5_000;

@Processor('sweep', WORKER)
export class SweepProcessor extends WorkerHost {
  private readonly logger = new Logger(SweepProcessor.name);

  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @InjectQueue('sweep') private readonly queue: Queue,
  ) {
    super();
  }

  /** Makes the schedule; every process may, the schedule is one. */
  async schedule(): Promise<void> {
    await this.queue.upsertJobScheduler('sweep', { every: SWEEP_INTERVAL_MS }, { name: 'sweep', data: {} });
  }

  async process(_job: Job): Promise<void> {
    for (const [name, sweep] of this.sweeps.entries()) {
      try {
        await sweep();
      } catch (error) {
        // One module's trouble must not keep the others from being swept.
        this.logger.error({ sweep: name, error: (error as Error).message }, 'sweep failed');
      }
    }
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue connection');
  }
}
