import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { taskId } from './handovers.schemas.js';
import {
  type VisitAnswerQuery,
  type VisitOutcome,
  visitAnswerQuery,
  visitOutcomeBody,
} from './visit-answers.schemas.js';
import { VisitAnswers } from './visit-answers.service.js';

@ApiTags('visit answers')
@Controller('api/v1/visit-answers')
export class VisitAnswersController {
  constructor(@Inject(VisitAnswers) private readonly answers: VisitAnswers) {}

  @Get()
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Visitors with an answer to hear or to take, longest due first' })
  list(@Query({ schema: visitAnswerQuery }) query: VisitAnswerQuery) {
    return this.answers.list(query);
  }

  @Put(':id/outcome')
  @Allow('conversations.reply')
  @ApiOperation({
    summary: 'Told face to face, handed over against a proof, or the person did not come (three times)',
  })
  outcome(
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: visitOutcomeBody }) outcome: VisitOutcome,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.answers.record(id, outcome, staff.id);
  }
}
