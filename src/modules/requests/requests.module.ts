import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { NoticesDue } from './notices-due.js';
import { RequestTransitions } from './request.transitions.js';
import { RequestsProcessor } from './requests.processor.js';
import { RequestUpdates } from './requests.updates.js';

@Module({
  imports: [StaffModule, ConversationsModule],
  providers: [RequestTransitions, RequestUpdates, NoticesDue, RequestsProcessor],
  exports: [RequestTransitions, RequestUpdates, NoticesDue],
})
export class RequestsModule {}
