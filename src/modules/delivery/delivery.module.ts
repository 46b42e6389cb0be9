import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Outbox } from './delivery.outbox.js';
import { DeliveryOutcomes } from './delivery.outcomes.js';
import { DeliveryProcessor } from './delivery.processor.js';
import { DeliveryReports } from './delivery.reports.js';
import { Sender } from './delivery.sender.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryUpdates } from './delivery.updates.js';

@Module({
  providers: [
    DeliveryService,
    DeliveryReports,
    DeliveryOutcomes,
    DeliveryUpdates,
    Outbox,
    Sender,
    DeliveryProcessor,
  ],
  exports: [DeliveryService, DeliveryReports, DeliveryUpdates],
})
export class DeliveryModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(DeliveryService) private readonly delivery: DeliveryService,
    @Inject(DeliveryOutcomes) private readonly outcomes: DeliveryOutcomes,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('delivery.due', async () => this.delivery.nudgeAccounts(await this.outbox.dueAccounts()));
    this.sweeps.add('delivery.cut-off', () => this.outcomes.settleCutOff());
    this.sweeps.add('delivery.early-reports', () => this.reports.matchEarly());
  }
}
