import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AttestationCodes } from './attestation.codes.js';
import { AttestationEvidence } from './attestation.evidence.js';
import { AttestationForms } from './attestation.forms.js';
import { AttestationPapers } from './attestation.papers.js';
import { AttestationSnapshots } from './attestation.snapshot.js';
import { AttestationsController } from './attestations.controller.js';
import { AttestationsService } from './attestations.service.js';
import { RequestIntake } from './intake.service.js';
import { NoticesDue } from './notices-due.js';
import { OneTimeCodes } from './one-time-codes.js';
import { RequestTransitions } from './request.transitions.js';
import { RequestAppointments } from './request-appointments.js';
import { RequestChecks } from './request-checks.js';
import { RequestDetails } from './request-detail.js';
import { RequestDuplicates } from './request-duplicates.js';
import { RequestFiles } from './request-files.js';
import { RequestHouseholds } from './request-household.js';
import { RequestMatching } from './request-matching.js';
import { RequestPapersController } from './request-papers.controller.js';
import { RequestPapers } from './request-papers.js';
import { RequestPull } from './request-pull.js';
import { RequestReferrals } from './request-referrals.js';
import { RequestTypesController } from './request-types.controller.js';
import { RequestTypes } from './request-types.service.js';
import { RequestsController } from './requests.controller.js';
import { RequestsProcessor } from './requests.processor.js';
import { RequestPromises } from './requests.promises.js';
import { RequestQueries } from './requests.queries.js';
import { RequestsService } from './requests.service.js';
import { RequestSteps } from './requests.steps.js';
import { RequestUpdates } from './requests.updates.js';

const USED_BELOW = [
  RequestTransitions,
  RequestUpdates,
  NoticesDue,
  OneTimeCodes,
  AttestationsService,
  RequestTypes,
  RequestsService,
  RequestFiles,
  RequestPapers,
  RequestHouseholds,
  RequestChecks,
  RequestSteps,
  RequestQueries,
  RequestDuplicates,
];

@Module({
  imports: [StaffModule, ConversationsModule, DeliveryModule],
  controllers: [RequestsController, RequestTypesController, RequestPapersController, AttestationsController],
  providers: [
    ...USED_BELOW,
    RequestsProcessor,
    RequestAppointments,
    RequestIntake,
    RequestMatching,
    RequestPull,
    RequestReferrals,
    RequestDetails,
    RequestPromises,
    NationalIds,
    AttestationSnapshots,
    AttestationEvidence,
    AttestationCodes,
    AttestationForms,
    AttestationPapers,
  ],
  exports: USED_BELOW,
})
export class RequestsModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(RequestPromises) private readonly promises: RequestPromises,
    @Inject(RequestIntake) private readonly intake: RequestIntake,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('requests.promises', () => this.promises.keep());
    this.sweeps.add('requests.intake', () => this.intake.nudgeDue());
  }
}
