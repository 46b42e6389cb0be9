import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { RequestAppointments } from './request-appointments.js';
import { RequestDetails } from './request-detail.js';
import { RequestDuplicates } from './request-duplicates.js';
import { RequestPull } from './request-pull.js';
import { RequestQueries } from './requests.queries.js';
import {
  appointmentBody,
  changeBody,
  householdBody,
  type NewRequestBody,
  newRequestBody,
  ownerBody,
  type RequestChange,
  type RequestsQuery,
  requestId,
  requestsQuery,
  transitionBody,
} from './requests.schemas.js';
import { RequestsService } from './requests.service.js';
import { RequestSteps } from './requests.steps.js';

@ApiTags('requests')
@Controller('api/v1')
export class RequestsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestQueries) private readonly queries: RequestQueries,
    @Inject(RequestDetails) private readonly details: RequestDetails,
    @Inject(RequestDuplicates) private readonly duplicates: RequestDuplicates,
    @Inject(RequestsService) private readonly requests: RequestsService,
    @Inject(RequestPull) private readonly pull: RequestPull,
    @Inject(RequestSteps) private readonly steps: RequestSteps,
    @Inject(RequestAppointments) private readonly appointments: RequestAppointments,
  ) {}

  @Get('requests')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Support requests, the last changed first' })
  list(@Query({ schema: requestsQuery }) query: RequestsQuery, @CurrentStaff() staff: SignedInStaff) {
    return this.queries.list(query, staff.id);
  }

  @Get('requests/counts')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Requests in each state, exact up to 1,000' })
  counts() {
    return this.queries.counts();
  }

  @Get('conversations/:id/requests')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Requests that came by a conversation, the newest first' })
  async ofConversation(@Param('id', { schema: requestId }) id: string) {
    return { data: await this.queries.ofConversation(id) };
  }

  @Post('requests')
  @Allow('requests.write')
  @ApiOperation({
    summary: 'Take a request down, a draft, out of a conversation; words and files can be pulled in',
  })
  async create(@Body({ schema: newRequestBody }) body: NewRequestBody, @CurrentStaff() staff: SignedInStaff) {
    const { id } = await this.database.transaction((tx) => this.pull.create(tx, body, staff));
    return this.details.of(id, staff);
  }

  @Get('requests/:id')
  @Allow('requests.read')
  get(@Param('id', { schema: requestId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.details.of(id, staff);
  }

  @Patch('requests/:id')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Correct what the person says; a change of it asks for a new signature' })
  change(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: changeBody }) body: RequestChange,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.requests.change(tx, id, body, by(staff)));
  }

  @Put('requests/:id/household')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Who lives with the person: replaces the whole' })
  setHousehold(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: householdBody }) body: z.output<typeof householdBody>,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.requests.setHousehold(tx, id, body.household, by(staff)));
  }

  @Put('requests/:id/owner')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Who looks after it' })
  setOwner(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: ownerBody }) { ownerId }: z.output<typeof ownerBody>,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.requests.setOwner(tx, id, ownerId, by(staff)));
  }

  @Post('requests/:id/appointments')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Ask the person to come: a notice tells them when and where' })
  appoint(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: appointmentBody }) appointment: z.output<typeof appointmentBody>,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.appointments.appoint(tx, id, appointment, by(staff)));
  }

  @Get('requests/:id/duplicates')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Open or recent requests of the same people' })
  async duplicatesOf(@Param('id', { schema: requestId }) id: string) {
    return { data: await this.duplicates.ofExisting(id) };
  }

  /** Which of the ways somebody may go is for the table of transitions to say, not for the route. */
  @Post('requests/:id/transitions')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Take the request a step on' })
  take(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: transitionBody }) { action, reason }: z.output<typeof transitionBody>,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.steps.take(tx, id, action, mover(staff), reason));
  }

  @Delete('requests/:id/transitions/last')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Take the last step back, where that can be done' })
  takeBack(@Param('id', { schema: requestId }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.afterwards(id, staff, (tx) => this.steps.takeBack(tx, id, mover(staff)));
  }

  /** Does it in a transaction, and answers with the request as it is then. */
  private async afterwards(id: string, staff: SignedInStaff, work: (tx: Transaction) => Promise<void>) {
    await this.database.transaction(work);
    return this.details.of(id, staff);
  }
}

function by({ id }: SignedInStaff) {
  return { kind: 'staff', id } as const;
}

function mover(staff: SignedInStaff) {
  return { actor: by(staff), movers: staff.permissions };
}
