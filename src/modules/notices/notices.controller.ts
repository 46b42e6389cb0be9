import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  type NoticeOwner,
  noticeId,
  noticeOwnerBody,
  type Retry,
  retryBody,
  type Settlement,
  settlementBody,
  type UndeliveredQuery,
  undeliveredQuery,
} from './notices.schemas.js';
import { UndeliveredNotices } from './notices.undelivered.js';

@ApiTags('notices')
@Controller('api/v1')
export class NoticesController {
  constructor(@Inject(UndeliveredNotices) private readonly undelivered: UndeliveredNotices) {}

  @Get('undelivered-notices')
  @Allow('requests.read')
  @ApiOperation({ summary: 'Notices that no channel could deliver, oldest first' })
  list(@Query({ schema: undeliveredQuery }) query: UndeliveredQuery, @CurrentStaff() staff: SignedInStaff) {
    return this.undelivered.list(query, staff.id);
  }

  @Put('undelivered-notices/:id/owner')
  @HttpCode(204)
  @Allow('requests.write')
  @ApiOperation({ summary: 'Who looks after it; null: nobody yet' })
  owner(
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: noticeOwnerBody }) { staffId }: NoticeOwner,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.undelivered.giveTo(id, staffId, staff.id);
  }

  @Post('undelivered-notices/:id/settlement')
  @HttpCode(204)
  @Allow('requests.write')
  @ApiOperation({ summary: 'How the person came to know after all, or why nobody can reach them' })
  settle(
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: settlementBody }) settlement: Settlement,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.undelivered.settle(id, settlement, staff.id);
  }

  @Post('undelivered-notices/:id/retry')
  @HttpCode(204)
  @Allow('requests.write')
  @ApiOperation({ summary: 'Once more, to one of the contact points of the person' })
  retry(
    @Param('id', { schema: noticeId }) id: string,
    @Body({ schema: retryBody }) retry: Retry,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.undelivered.retry(id, retry, staff.id);
  }

  @Get('requests/:id/notices')
  @Allow('requests.read')
  @ApiOperation({ summary: 'What the person was told or is to be told, with every step on the way' })
  async ofRequest(@Param('id', { schema: noticeId }) id: string) {
    return { data: await this.undelivered.ofRequest(id), nextCursor: null };
  }
}
