import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import {
  accountDetailsSchema,
  accountId,
  accountListSchema,
  type ChangeAccountBody,
  type CreateAccountBody,
  changeAccountBody,
  createAccountBody,
  formListSchema,
  type TestAccountBody,
  testAccountBody,
  testedSchema,
} from './channels.schemas.js';
import { ChannelsService } from './channels.service.js';
import { ChannelTests } from './channels.tests.js';

const actorOf = ({ id }: SignedInStaff) => ({ kind: 'staff', id }) as const;

@ApiTags('channels')
@Controller('api/v1/channels')
export class ChannelsController {
  constructor(
    @Inject(ChannelsService) private readonly channels: ChannelsService,
    @Inject(ChannelTests) private readonly tests: ChannelTests,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  @Get()
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Channel accounts, what each can do, and whether it is live' })
  @ApiOkResponse({ standardSchema: accountListSchema })
  list() {
    return { data: this.channels.list(), nextCursor: null };
  }

  @Get('forms')
  @Allow('settings.write')
  @ApiOperation({ summary: 'What each provider needs to know of an account, as fields of a form' })
  @ApiOkResponse({ standardSchema: formListSchema })
  forms() {
    return { data: this.channels.forms() };
  }

  @Post()
  @Allow('settings.write')
  @ApiOperation({ summary: 'Add an account; it works at once' })
  @ApiCreatedResponse({ standardSchema: accountDetailsSchema })
  create(@CurrentStaff() by: SignedInStaff, @Body({ schema: createAccountBody }) body: CreateAccountBody) {
    return this.channels.create(actorOf(by), body);
  }

  @Get(':id')
  @Allow('settings.write')
  @ApiOperation({ summary: 'An account with its settings, without what is secret' })
  @ApiOkResponse({ standardSchema: accountDetailsSchema })
  details(@Param('id', { schema: accountId }) id: string) {
    return this.channels.details(id);
  }

  @Patch(':id')
  @Allow('settings.write')
  @ApiOperation({ summary: 'Change an account, switch it off or on; it takes effect at once' })
  @ApiOkResponse({ standardSchema: accountDetailsSchema })
  change(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: accountId }) id: string,
    @Body({ schema: changeAccountBody }) body: ChangeAccountBody,
  ) {
    return this.channels.change(actorOf(by), id, body);
  }

  @Post(':id/test')
  @Allow('settings.write')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test message through the account, outside of any conversation' })
  @ApiOkResponse({ standardSchema: testedSchema })
  test(
    @CurrentStaff() by: SignedInStaff,
    @Param('id', { schema: accountId }) id: string,
    @Body({ schema: testAccountBody }) { to }: TestAccountBody,
  ) {
    return this.tests.send(by, id, to);
  }

  @Get(':id/templates')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Texts that the network has approved to be sent at any time' })
  async templates(@Param('id', { schema: accountId }) id: string) {
    const account = this.accounts.get(id);
    return { data: await this.registry.get(account.channel).templates(account), nextCursor: null };
  }
}
