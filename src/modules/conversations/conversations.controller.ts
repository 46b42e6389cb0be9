import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { LiveUpdates } from './conversations.live.js';
import { ConversationsOutbound } from './conversations.outbound.js';
import { ConversationQueries } from './conversations.queries.js';
import {
  type Assignment,
  assignmentBody,
  type ConversationListQuery,
  conversationListQuery,
  deliveryBody,
  idempotencyKey,
  idParam,
  messageListQuery,
  noteBody,
  type Reply,
  replyBody,
  statusBody,
} from './conversations.schemas.js';
import { ConversationsService } from './conversations.service.js';

type PageQuery = { cursor?: string; limit: number };

@ApiTags('conversations')
@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(
    @Inject(ConversationQueries) private readonly queries: ConversationQueries,
    @Inject(ConversationsService) private readonly conversations: ConversationsService,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
  ) {}

  @Get()
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Conversations, newest activity first' })
  list(
    @Query({ schema: conversationListQuery }) query: ConversationListQuery,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.queries.list(query, staff.id);
  }

  @Get('counts')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Open conversations of each view, exact up to 1,000' })
  counts(@CurrentStaff() staff: SignedInStaff) {
    return this.queries.counts(staff.id);
  }

  @Get(':id')
  @Allow('conversations.read')
  get(@Param('id', { schema: idParam }) id: string) {
    return this.queries.get(id);
  }

  @Get(':id/messages')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'The thread, newest first' })
  messages(
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: messageListQuery }) query: PageQuery,
  ) {
    return this.queries.messages(id, query);
  }

  @Get(':id/audit')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'What was done to it and by whom, newest first' })
  audit(@Param('id', { schema: idParam }) id: string, @Query({ schema: messageListQuery }) query: PageQuery) {
    return this.queries.audit(id, query);
  }

  @Post(':id/replies')
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Answer on the channel the person came by; send an Idempotency-Key' })
  reply(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: replyBody }) reply: Reply,
    @Headers('idempotency-key') key: string | undefined,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.outbound.reply(id, reply, staff.id, idempotencyKey(key));
  }

  @Post(':id/notes')
  @Allow('conversations.reply')
  @ApiOperation({
    summary: 'Write a note for colleagues, it never leaves the house; send an Idempotency-Key',
  })
  note(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: noteBody }) note: { text: string },
    @Headers('idempotency-key') key: string | undefined,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.outbound.note(id, note.text, staff.id, idempotencyKey(key));
  }

  @Put(':id/assignment')
  @Allow('conversations.take')
  @ApiOperation({ summary: 'Take, assign, hand back or refer' })
  assign(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: assignmentBody }) assignment: Assignment,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.conversations.assign(id, assignment, staff);
  }

  @Put(':id/status')
  @Allow('conversations.close')
  @ApiOperation({ summary: 'Close or reopen' })
  setStatus(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: statusBody }) body: { status: 'open' | 'closed' },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.conversations.setStatus(id, body.status, staff);
  }

  @Put(':id/read')
  @HttpCode(204)
  @Allow('conversations.read')
  async markRead(@Param('id', { schema: idParam }) id: string): Promise<void> {
    await this.conversations.markRead(id);
  }
}

@ApiTags('conversations')
@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    @Inject(DeliveryService) private readonly delivery: DeliveryService,
    @Inject(ConversationQueries) private readonly queries: ConversationQueries,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
  ) {}

  @Put(':id/delivery')
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Decide about a message that failed or whose sending was cut off' })
  async resolve(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: deliveryBody }) body: { resolution: 'resend' | 'sent' },
    @CurrentStaff() staff: SignedInStaff,
  ) {
    const { conversationId } = await this.delivery.resolve(id, body.resolution, {
      kind: 'staff',
      id: staff.id,
    });
    this.live.conversationsChanged([conversationId]);
    return this.queries.message(id);
  }
}
