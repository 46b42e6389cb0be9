import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Allow } from '../../platform/access/access.js';

@ApiTags('channels')
@Controller('api/v1/channels')
export class ChannelsController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  @Get()
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Channel accounts, what each can do, and whether it is live' })
  list() {
    const data = this.accounts.all().map((account) => {
      const { inbound, attachments, maxTextLength, threaded } = this.registry.get(
        account.channel,
      ).capabilities;
      return { ...account, capabilities: { inbound, attachments, maxTextLength, threaded } };
    });
    return { data, nextCursor: null };
  }
}
