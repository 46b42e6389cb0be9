import { Module } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AttestationEvidence } from './attestation.evidence.js';
import { AttestationSnapshots } from './attestation.snapshot.js';
import { AttestationsService } from './attestations.service.js';
import { NoticesDue } from './notices-due.js';
import { OneTimeCodes } from './one-time-codes.js';
import { RequestTransitions } from './request.transitions.js';
import { RequestsProcessor } from './requests.processor.js';
import { RequestUpdates } from './requests.updates.js';

@Module({
  imports: [StaffModule, ConversationsModule, DeliveryModule],
  providers: [
    RequestTransitions,
    RequestUpdates,
    NoticesDue,
    RequestsProcessor,
    NationalIds,
    OneTimeCodes,
    AttestationSnapshots,
    AttestationEvidence,
    AttestationsService,
  ],
  exports: [RequestTransitions, RequestUpdates, NoticesDue, OneTimeCodes, AttestationsService],
})
export class RequestsModule {}
