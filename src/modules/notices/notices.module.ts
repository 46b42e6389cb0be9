import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { NoticeProcessor } from './notice.processor.js';
import { NoticesProcessor } from './notices.processor.js';
import { ReceiptsService } from './receipts.service.js';

@Module({
  imports: [StaffModule, ConversationsModule],
  providers: [ReceiptsService, NoticesProcessor, NoticeProcessor],
})
export class NoticesModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(ReceiptsService) private readonly receipts: ReceiptsService,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('receipts.due', () => this.receipts.nudgeDue());
  }
}
