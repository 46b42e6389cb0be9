import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Allow } from '../../platform/access/access.js';
import { idParam } from './conversations.schemas.js';

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
      const { inbound, maxAttachments, maxTextLength, threaded, replyWindowHours } =
        this.registry.capabilitiesOf(account);
      return {
        ...account,
        capabilities: { inbound, maxAttachments, maxTextLength, threaded, replyWindowHours },
      };
    });
    return { data, nextCursor: null };
  }

  @Get(':id/templates')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Texts that the network has approved to be sent at any time' })
  async templates(@Param('id', { schema: idParam }) id: string) {
    const account = this.accounts.get(id);
    return { data: await this.registry.get(account.channel).templates(account), nextCursor: null };
  }
}
