import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { WORKER } from './queue.worker.js';
import { Sweeps } from './sweeps.js';

/** How often the schedule itself is renewed, should the queue have lost it. */
const RENEWAL_MS = 20_000;

/** How often rows are looked at for work whose nudge was lost. */
export const SWEEP_INTERVAL_MS = 5_000;

@Processor('sweep', WORKER)
export class SweepProcessor extends WorkerHost implements OnApplicationShutdown {
  private readonly logger = new Logger(SweepProcessor.name);
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @InjectQueue('sweep') private readonly queue: Queue,
  ) {
    super();
  }

  /** Makes the schedule, and makes it again whenever it is gone. Every process may: the schedule is one. */
  async schedule(): Promise<void> {
    await this.upsert();
    this.renewal = setInterval(
      () => void this.upsert().catch((error: Error) => this.onError(error)),
      RENEWAL_MS,
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewal);
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

  private async upsert(): Promise<void> {
    await this.queue.upsertJobScheduler('sweep', { every: SWEEP_INTERVAL_MS }, { name: 'sweep', data: {} });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ error: error.message }, 'queue connection');
  }
}
