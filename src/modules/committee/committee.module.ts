import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { NationalIds } from '../../platform/identity/national-id.js';
import { RequestsModule } from '../requests/requests.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { AgendaService } from './agenda.service.js';
import { AgendaItemsController } from './agenda-items.controller.js';
import { CommitteeAccess } from './committee.access.js';
import { CommitteeController } from './committee.controller.js';
import { CommitteeRequestsController } from './committee-requests.controller.js';
import { ConflictsInterceptor } from './conflicts.interceptor.js';
import { ConflictsService } from './conflicts.service.js';
import { DecisionsService } from './decisions.service.js';
import { DossierService } from './dossier.service.js';
import { MinutesService } from './minutes.service.js';
import { SessionsService } from './sessions.service.js';
import { SocialReportsService } from './social-reports.service.js';
import { VotesService } from './votes.service.js';

@Module({
  imports: [StaffModule, RequestsModule],
  controllers: [CommitteeController, AgendaItemsController, CommitteeRequestsController],
  providers: [
    CommitteeAccess,
    SessionsService,
    AgendaService,
    VotesService,
    ConflictsService,
    DossierService,
    DecisionsService,
    MinutesService,
    SocialReportsService,
    NationalIds,
    { provide: APP_INTERCEPTOR, useClass: ConflictsInterceptor },
  ],
})
export class CommitteeModule {}
