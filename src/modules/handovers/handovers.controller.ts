import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  type CallBackQuery,
  type CallOutcome,
  callBackQuery,
  callOutcomeBody,
  taskId,
} from './handovers.schemas.js';
import { HandoversService } from './handovers.service.js';

@ApiTags('call-backs')
@Controller('api/v1/call-backs')
export class HandoversController {
  constructor(@Inject(HandoversService) private readonly handovers: HandoversService) {}

  @Get()
  @Allow('conversations.read')
  @ApiOperation({ summary: 'People to call back, longest due first, with what to tell them' })
  list(@Query({ schema: callBackQuery }) query: CallBackQuery) {
    return this.handovers.callBacks(query);
  }

  @Put(':id/call')
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'I am calling now: the others see it for a while' })
  start(@Param('id', { schema: taskId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.handovers.startCall(id, staff.id);
  }

  @Delete(':id/call')
  @HttpCode(204)
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'I am not calling after all' })
  stop(@Param('id', { schema: taskId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.handovers.stopCall(id, staff.id);
  }

  @Put(':id/outcome')
  @Allow('conversations.reply')
  @ApiOperation({
    summary: 'How the call went: reached, no answer (tried again later, three times), wrong number',
  })
  outcome(
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: callOutcomeBody }) { outcome }: { outcome: CallOutcome },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.handovers.recordCall(id, outcome, staff.id);
  }
}
