import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { DecisionNotices } from './decision-notice.service.js';
import { approvalBody, decisionTextBody } from './templates.schemas.js';

const requestId = z.uuid();

@ApiTags('decision notices')
@Controller('api/v1/requests/:id/decision-notice')
export class DecisionNoticesController {
  constructor(@Inject(DecisionNotices) private readonly notices: DecisionNotices) {}

  @Get()
  @Allow('requests.read')
  @ApiOperation({ summary: "The words of a decision's notice; null before there is a decision" })
  async get(@Param('id', { schema: requestId }) id: string) {
    return { notice: await this.notices.of(id) };
  }

  @Put()
  @Allow('notices.write')
  @ApiOperation({ summary: 'Write the words; a second person approves them' })
  write(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: decisionTextBody }) { text }: { text: string },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.notices.write(id, text, staff.id);
  }

  @Post('approval')
  @HttpCode(200)
  @Allow('notices.approve')
  @ApiOperation({ summary: 'Approve the words as they were read; they leave on their date' })
  approve(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: approvalBody }) { text }: { text: string },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.notices.approve(id, text, staff.id);
  }
}
