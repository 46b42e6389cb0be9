import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { LocalWork } from '../../channels/core/local-work.js';
import { jobKey } from '../../platform/queue/jobs.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { Shifts } from '../../platform/queue/shifts.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { Outbox } from './delivery.outbox.js';
import { DeliveryOutcomes } from './delivery.outcomes.js';
import { DeliveryProcessor } from './delivery.processor.js';
import { DeliveryReports } from './delivery.reports.js';
import { Sender } from './delivery.sender.js';
import { DeliveryService } from './delivery.service.js';
import { TwoWeeks } from './delivery.two-weeks.js';
import { DeliveryUpdates } from './delivery.updates.js';
import { MessageSecrets } from './message-secrets.js';

@Module({
  providers: [
    DeliveryService,
    DeliveryReports,
    DeliveryOutcomes,
    DeliveryUpdates,
    MessageSecrets,
    Outbox,
    Sender,
    TwoWeeks,
    DeliveryProcessor,
  ],
  exports: [DeliveryService, DeliveryReports, DeliveryUpdates, MessageSecrets, TwoWeeks],
})
export class DeliveryModule implements OnModuleInit {
  private readonly logger = new Logger(DeliveryModule.name);

  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(DeliveryOutcomes) private readonly outcomes: DeliveryOutcomes,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Shifts) private readonly shifts: Shifts,
    @Inject(LocalWork) private readonly localWork: LocalWork,
    @Inject(MessageSecrets) private readonly secrets: MessageSecrets,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('delivery.due', async () => {
      for (const accountId of await this.outbox.dueAccounts())
        this.nudges.nudgeAnew('delivery', { accountId });
    });
    // Not through the queue: another process would get the job, and could not do it.
    this.localWork.onWake((accountId) => {
      this.shifts
        .work(jobKey('delivery', { accountId }), (shift) => this.sender.deliver(accountId, shift))
        .catch((error: Error) =>
          this.logger.warn({ account: accountId, error: error.message }, 'not delivered here'),
        );
    });
    this.localWork.onInherit((accountId) => this.outcomes.settleCutOff(accountId));
    this.sweeps.add('delivery.cut-off', () => this.outcomes.settleCutOff());
    this.sweeps.add('delivery.secrets', () => this.secrets.eraseOver());
    this.sweeps.add('delivery.early-reports', () => this.reports.matchEarly());
  }
}
