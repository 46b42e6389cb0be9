import { BullModule, BullRegistrar, getQueueToken } from '@nestjs/bullmq';
import {
  Global,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { BullNudges } from './bull-nudges.js';
import { QUEUE_NAMES } from './jobs.js';
import { Nudges } from './nudges.js';
import { openQueueConnection, type QueueConnection } from './queue.connection.js';
import { Shifts } from './shifts.js';
import { SweepProcessor } from './sweep.processor.js';
import { Sweeps } from './sweeps.js';

const QUEUE_CONNECTION = Symbol('QUEUE_CONNECTION');
const PROCESSOR_METADATA = 'bullmq:processor_metadata';

@Global()
@Module({
  providers: [
    {
      provide: QUEUE_CONNECTION,
      inject: [Config, Database],
      useFactory: openQueueConnection,
    },
  ],
  exports: [QUEUE_CONNECTION],
})
class QueueConnectionModule implements OnApplicationShutdown {
  constructor(@Inject(QUEUE_CONNECTION) private readonly connection: QueueConnection) {}

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}

/** BullMQ for the whole hub: all queues, the nudges, the sweep. Workers run where `ROLE` says so. */
@Global()
@Module({
  imports: [
    QueueConnectionModule,
    DiscoveryModule,
    BullModule.forRootAsync({
      inject: [QUEUE_CONNECTION],
      useFactory: (connection: QueueConnection) => ({
        ...connection.options,
        defaultJobOptions: {
          attempts: 3,
          backoff: { type: 'exponential', delay: 500 },
          removeOnComplete: true,
          removeOnFail: { count: 200 },
        },
      }),
      extraOptions: { manualRegistration: true },
    }),
    BullModule.registerQueue(...QUEUE_NAMES.map((name) => ({ name }))),
  ],
  providers: [{ provide: Nudges, useClass: BullNudges }, Shifts, Sweeps, SweepProcessor],
  exports: [Nudges, Shifts, Sweeps, BullModule],
})
export class QueueModule implements OnApplicationBootstrap {
  private readonly logger = new Logger(QueueModule.name);

  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(BullRegistrar) private readonly registrar: BullRegistrar,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(SweepProcessor) private readonly sweep: SweepProcessor,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.checkProcessors();
    this.logConnectionErrors();
    if (this.config.env.ROLE === 'web') return;
    this.registrar.register();
    await this.sweep.schedule();
  }

  /** Without a listener BullMQ prints the whole error, connection and all, past the log. */
  private logConnectionErrors(): void {
    for (const name of QUEUE_NAMES) {
      this.moduleRef
        .get<Queue>(getQueueToken(name), { strict: false })
        .on('error', (error: Error) =>
          this.logger.warn({ queue: name, error: error.message }, 'queue connection'),
        );
    }
  }

  /** Every queue has exactly one processor; a job that nobody handles would wait for ever. */
  private checkProcessors(): void {
    const handled = this.discovery
      .getProviders()
      .map((wrapper) => wrapper.metatype && Reflect.getMetadata(PROCESSOR_METADATA, wrapper.metatype))
      .filter((metadata): metadata is { name: string } => Boolean(metadata))
      .map((metadata) => metadata.name);
    for (const name of QUEUE_NAMES) {
      const count = handled.filter((queue) => queue === name).length;
      if (count !== 1) throw new Error(`Queue "${name}" has ${count} processors; it needs exactly one.`);
    }
  }
}
