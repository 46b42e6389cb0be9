import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { LocalWork } from '../../channels/core/local-work.js';
import { jobKey } from '../../platform/queue/jobs.js';
import { Shifts } from '../../platform/queue/shifts.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { BeneficiariesModule } from '../beneficiaries/beneficiaries.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsService } from './attachments.service.js';
import { Applications } from './conversations.applications.js';
import { ContactPoints } from './conversations.contacts.js';
import { ConversationsController, MessagesController } from './conversations.controller.js';
import { InboundDrain } from './conversations.inbound.js';
import { Intake } from './conversations.intake.js';
import { LiveUpdates } from './conversations.live.js';
import { ConversationsOutbound } from './conversations.outbound.js';
import { Outreach } from './conversations.outreach.js';
import { PageMessages } from './conversations.pages.js';
import { InboundProcessor } from './conversations.processor.js';
import { ConversationQueries } from './conversations.queries.js';
import { References } from './conversations.references.js';
import { Referrals } from './conversations.referrals.js';
import { ConversationSearch } from './conversations.search.js';
import { ConversationsService } from './conversations.service.js';
import { TakenDownEntries } from './conversations.taken-down.js';
import { JournalController } from './journal.controller.js';
import { MediaProcessor } from './media.processor.js';
import { MediaService } from './media.service.js';

@Module({
  imports: [StaffModule, BeneficiariesModule, DeliveryModule],
  controllers: [ConversationsController, MessagesController, AttachmentsController, JournalController],
  providers: [
    InboundDrain,
    Intake,
    ContactPoints,
    References,
    Referrals,
    TakenDownEntries,
    Applications,
    InboundProcessor,
    ConversationQueries,
    ConversationSearch,
    ConversationsService,
    ConversationsOutbound,
    PageMessages,
    Outreach,
    LiveUpdates,
    AttachmentsService,
    MediaService,
    MediaProcessor,
  ],
  exports: [ConversationsOutbound, Outreach, Referrals, PageMessages, LiveUpdates],
})
export class ConversationsModule implements OnModuleInit {
  private readonly logger = new Logger(ConversationsModule.name);

  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(InboundDrain) private readonly inbound: InboundDrain,
    @Inject(MediaService) private readonly media: MediaService,
    @Inject(Shifts) private readonly shifts: Shifts,
    @Inject(LocalWork) private readonly localWork: LocalWork,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('inbound.forgotten', () => this.inbound.nudgeForgotten());
    this.sweeps.add('media.due', () => this.media.nudgeDue());
    this.localWork.onWake(() => {
      this.shifts
        .work(jobKey('media', {}), () => this.media.fetchDue())
        .catch((error: Error) => this.logger.warn({ error: error.message }, 'media not fetched here'));
    });
  }
}
