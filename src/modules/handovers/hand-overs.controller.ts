import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  type HandOverQuery,
  type HandOverReport,
  handOverQuery,
  handOverReport,
  type Reassignment,
  reassignBody,
} from './hand-overs.schemas.js';
import { HandOversService } from './hand-overs.service.js';
import { taskId } from './handovers.schemas.js';

/** Answers that representatives carry to people of their branch. */
@ApiTags('hand-overs')
@Controller('api/v1/hand-overs')
export class HandOversController {
  constructor(@Inject(HandOversService) private readonly handOvers: HandOversService) {}

  @Get('mine')
  @Allow('branch.carry')
  @ApiOperation({ summary: 'What the representative has to tell whom, longest due first' })
  async mine(@CurrentStaff() staff: SignedInStaff) {
    return { data: await this.handOvers.mine(staff.id) };
  }

  @Put(':id/outcome')
  @Allow('branch.carry', 'conversations.assign')
  @ApiOperation({
    summary:
      'How it went, of whose it is or by whoever may give it to another: told, not found (tried again, three times), refused, moved. May be sent twice',
  })
  report(
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: handOverReport }) report: HandOverReport,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.handOvers.report(id, report, {
      id: staff.id,
      forOthers: staff.permissions.includes('conversations.assign'),
    });
  }

  @Get()
  @Allow('conversations.assign')
  @ApiOperation({ summary: 'All open hand-overs and who has them, longest due first' })
  list(@Query({ schema: handOverQuery }) query: HandOverQuery) {
    return this.handOvers.open(query);
  }

  @Put(':id/representative')
  @HttpCode(204)
  @Allow('conversations.assign')
  @ApiOperation({ summary: 'Give the person of a hand-over to another representative' })
  async reassign(
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: reassignBody }) body: Reassignment,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    await this.handOvers.reassign(id, body, staff.id);
  }
}
