import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { TrackCodes } from './tracking.codes.js';
import { TrackingController } from './tracking.controller.js';
import { TrackedDeeds } from './tracking.deeds.js';
import { TrackGuard } from './tracking.guard.js';
import { TrackLimits } from './tracking.limits.js';
import { TrackedPapers } from './tracking.papers.js';
import { TrackedProof } from './tracking.proof.js';
import { TrackedRequests } from './tracking.requests.js';
import { TrackSessions } from './tracking.sessions.js';

/** The page on which people look after their own request. */
@Module({
  imports: [RequestsModule, NoticesModule, ConversationsModule],
  controllers: [TrackingController],
  providers: [
    TrackGuard,
    TrackLimits,
    TrackSessions,
    TrackCodes,
    TrackedRequests,
    TrackedProof,
    TrackedDeeds,
    TrackedPapers,
  ],
})
export class TrackingModule {}
