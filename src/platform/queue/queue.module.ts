import { BullModule, BullRegistrar } from '@nestjs/bullmq';
import {
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { BullNudges } from './bull-nudges.js';
import { QUEUE_NAMES } from './jobs.js';
import { Nudges } from './nudges.js';
import { openQueueConnection, type QueueConnection } from './queue.connection.js';
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
  providers: [{ provide: Nudges, useClass: BullNudges }, Sweeps, SweepProcessor],
  exports: [Nudges, Sweeps, BullModule],
})
export class QueueModule implements OnApplicationBootstrap {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(BullRegistrar) private readonly registrar: BullRegistrar,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(SweepProcessor) private readonly sweep: SweepProcessor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.checkProcessors();
    if (this.config.env.ROLE === 'web') return;
    this.registrar.register();
    await this.sweep.schedule();
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
