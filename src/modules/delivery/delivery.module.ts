import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Nudges } from '../../platform/queue/nudges.js';
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
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(DeliveryOutcomes) private readonly outcomes: DeliveryOutcomes,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('delivery.due', async () => {
      for (const accountId of await this.outbox.dueAccounts())
        this.nudges.nudgeAnew('delivery', { accountId });
    });
    this.sweeps.add('delivery.cut-off', () => this.outcomes.settleCutOff());
    this.sweeps.add('delivery.early-reports', () => this.reports.matchEarly());
  }
}
