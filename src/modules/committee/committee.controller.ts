import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { AgendaService } from './agenda.service.js';
import { DECISION_REASONS } from './committee.reasons.js';
import {
  agendaBody,
  idParam,
  orderBody,
  planBody,
  type Seats,
  type SessionPlan,
  type SessionsQuery,
  seatsBody,
  sessionsQuery,
} from './committee.schemas.js';
import { MinutesService } from './minutes.service.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('committee')
@Controller('api/v1/committee')
export class CommitteeController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AgendaService) private readonly agenda: AgendaService,
    @Inject(MinutesService) private readonly minutes: MinutesService,
  ) {}

  @Get('reasons')
  @Allow('committee.sit', 'committee.run', 'requests.read')
  @ApiOperation({ summary: 'Why requests are accepted or rejected' })
  reasons() {
    return { data: DECISION_REASONS };
  }

  @Get('members')
  @Allow('committee.run')
  @ApiOperation({ summary: 'Who can have a seat' })
  members() {
    return this.sessions.candidates();
  }

  @Get('waiting-requests')
  @Allow('committee.run')
  @ApiOperation({ summary: 'Requests under study that are on no agenda' })
  waiting(@CurrentStaff() staff: SignedInStaff) {
    return this.agenda.waiting(staff);
  }

  @Get('sessions')
  @Allow('committee.sit', 'committee.run')
  @ApiOperation({ summary: 'Sessions, the latest first; for members those where they have a seat' })
  list(@Query({ schema: sessionsQuery }) query: SessionsQuery, @CurrentStaff() staff: SignedInStaff) {
    return this.sessions.list(query, staff);
  }

  @Post('sessions')
  @Allow('committee.run')
  plan(@Body({ schema: planBody }) plan: SessionPlan, @CurrentStaff() staff: SignedInStaff) {
    return this.sessions.plan(plan, staff);
  }

  @Get('sessions/:id')
  @Allow('committee.sit', 'committee.run')
  @ApiOperation({ summary: 'A session with its seats and agenda; what one may not see is withheld' })
  session(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.agenda.view(id, staff);
  }

  @Patch('sessions/:id')
  @Allow('committee.run')
  @HttpCode(204)
  change(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: planBody }) plan: SessionPlan,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.sessions.change(id, plan, staff);
  }

  @Put('sessions/:id/seats')
  @Allow('committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'Who sits in the session, and who is present' })
  seats(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: seatsBody }) { seats }: { seats: Seats },
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.sessions.seat(id, seats, staff);
  }

  @Post('sessions/:id/agenda')
  @Allow('committee.run')
  @HttpCode(204)
  add(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: agendaBody }) { requestIds }: { requestIds: string[] },
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.agenda.add(id, requestIds, staff);
  }

  @Put('sessions/:id/agenda')
  @Allow('committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'The order of the agenda' })
  order(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: orderBody }) { itemIds }: { itemIds: string[] },
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.agenda.order(id, itemIds, staff);
  }

  @Delete('sessions/:id')
  @Allow('committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'Cancels a session that was planned' })
  cancel(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff): Promise<void> {
    return this.sessions.cancel(id, staff);
  }

  @Post('sessions/:id/open')
  @Allow('committee.run')
  @HttpCode(204)
  open(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff): Promise<void> {
    return this.sessions.open(id, staff);
  }

  @Post('sessions/:id/close')
  @Allow('committee.run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Closes the session for good, and makes its minutes' })
  close(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.minutes.close(id, staff);
  }

  @Get('sessions/:id/minutes.pdf')
  @Allow('committee.sit', 'committee.run')
  @Header('Cache-Control', 'private, no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  async pdf(
    @Param('id', { schema: idParam }) id: string,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<StreamableFile> {
    const { pdf, number } = await this.minutes.read(id, staff);
    return new StreamableFile(pdf, {
      type: 'application/pdf',
      disposition: `inline; filename="minutes-${number}.pdf"`,
    });
  }
}
