import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { type Colleague, CurrentColleague } from '../../platform/access/colleague.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InvalidPayloadError } from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { type Call, callBody, type LoggedCall } from './phone.schemas.js';

@ApiTags('phone channel')
@Controller('api/v1/calls')
export class PhoneController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
  ) {}

  /** Durable when it is answered; the conversation shows it a moment later, like any other message. */
  @Post()
  @HttpCode(202)
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Log a telephone call' })
  async log(@Body({ schema: callBody }) call: Call, @CurrentColleague() colleague: Colleague) {
    const address = normalisePhone(call.number);
    if (!address) throw new InvalidPayloadError('this is no telephone number');
    const logged: LoggedCall = {
      source: 'logged',
      address,
      name: call.name ?? null,
      direction: call.direction,
      at: call.at,
      durationSeconds: call.durationSeconds ?? null,
      summary: call.summary,
      language: call.language ?? null,
      loggedBy: colleague.id,
      loggedByName: colleague.name,
    };
    await this.gateway.receive(this.accounts.named('phone', 'default'), [
      { kind: 'message', externalId: call.id, sender: address, raw: Buffer.from(JSON.stringify(logged)) },
    ]);
    return { accepted: true };
  }
}
