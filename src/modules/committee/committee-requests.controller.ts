import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  type ConflictDeclared,
  conflictBody,
  idParam,
  reportBody,
  type SocialReportDraft,
} from './committee.schemas.js';
import { ConflictsService } from './conflicts.service.js';
import { SocialReportsService } from './social-reports.service.js';

/** What the committee needs of a request besides the request itself. */
@ApiTags('committee')
@Controller('api/v1/requests/:id')
export class CommitteeRequestsController {
  constructor(
    @Inject(ConflictsService) private readonly conflicts: ConflictsService,
    @Inject(SocialReportsService) private readonly reports: SocialReportsService,
  ) {}

  @Get('conflicts')
  @Allow('committee.run')
  list(@Param('id', { schema: idParam }) id: string) {
    return this.conflicts.of(id);
  }

  @Post('conflicts')
  @Allow('committee.sit', 'committee.run')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Says that oneself, or a member, is tied to the person: the file is kept from them',
  })
  declare(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: conflictBody }) declared: ConflictDeclared,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.conflicts.declare(id, declared, staff);
  }

  @Delete('conflicts/:staffId')
  @Allow('committee.run')
  @HttpCode(204)
  withdraw(
    @Param('id', { schema: idParam }) id: string,
    @Param('staffId', { schema: idParam }) staffId: string,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.conflicts.withdraw(id, staffId, staff);
  }

  @Get('social-report')
  @Allow('requests.read')
  async report(@Param('id', { schema: idParam }) id: string) {
    return { report: await this.reports.of(id) };
  }

  @Put('social-report')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Writes the social-research report; the committee reads it once it is finished' })
  write(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: reportBody }) draft: SocialReportDraft,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.reports.write(id, draft, staff.id);
  }
}
