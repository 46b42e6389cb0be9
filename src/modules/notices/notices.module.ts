import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { HandoversModule } from '../handovers/handovers.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { DecisionNoticesController } from './decision-notice.controller.js';
import { DecisionNotices } from './decision-notice.service.js';
import { NoticeProcessor } from './notice.processor.js';
import { NoticeLadder } from './notice-ladder.js';
import { NeedlessTasks } from './notice-needless.js';
import { NoticeSteps } from './notice-steps.js';
import { NoticeWords } from './notice-words.js';
import { NoticesController } from './notices.controller.js';
import { NoticesProcessor } from './notices.processor.js';
import { NoticesService } from './notices.service.js';
import { UndeliveredNotices } from './notices.undelivered.js';
import { ReceiptsService } from './receipts.service.js';
import { TemplatePreviews } from './template-previews.js';
import { TemplateWords } from './template-words.js';
import { NoticeTemplatesController } from './templates.controller.js';
import { NoticeTemplates } from './templates.service.js';

@Module({
  imports: [StaffModule, ConversationsModule, HandoversModule, RequestsModule],
  controllers: [NoticeTemplatesController, DecisionNoticesController, NoticesController],
  providers: [
    ReceiptsService,
    NoticesProcessor,
    NoticeProcessor,
    NoticeTemplates,
    TemplatePreviews,
    DecisionNotices,
    { provide: NoticeWords, useClass: TemplateWords },
    NoticeLadder,
    NoticeSteps,
    NeedlessTasks,
    NoticesService,
    UndeliveredNotices,
  ],
  exports: [NoticesService, UndeliveredNotices],
})
export class NoticesModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
    @Inject(NoticesService) private readonly notices: NoticesService,
    @Inject(NeedlessTasks) private readonly needless: NeedlessTasks,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('receipts.due', () => this.receipts.nudgeDue());
    this.sweeps.add('notices.due', () => this.notices.nudgeDue());
    this.sweeps.add('notices.needless', () => this.needless.sweep());
  }
}
