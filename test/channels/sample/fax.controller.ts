import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ChannelAccounts } from '../../../src/channels/core/channel-accounts.js';
import { InvalidPayloadError, UnauthenticWebhookError } from '../../../src/channels/core/channels.errors.js';
import { type InboundEvent, InboundGateway } from '../../../src/channels/core/inbound-gateway.js';
import { Public } from '../../../src/platform/access/access.js';
import { FAX, type FaxEvent, faxEventSchema } from './fax.schemas.js';
import { FaxSettings } from './fax.settings.js';

/** The fax bureau's webhook. It is answered only once the event is durable. */
@ApiTags('fax channel')
@Controller('channels/fax/:account')
export class FaxController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(FaxSettings) private readonly settings: FaxSettings,
  ) {}

  @Post('webhook')
  @Public("the fax bureau's signature")
  @HttpCode(200)
  async webhook(
    @Param('account') name: string,
    @Req() { body, headers, rawBody }: Pick<FastifyRequest, 'body' | 'headers' | 'rawBody'>,
  ): Promise<{ accepted: true }> {
    const account = this.accounts.named(FAX, name);
    if (!rawBody || !this.settings.isAuthentic(rawBody, headers['x-fax-signature'])) {
      throw new UnauthenticWebhookError('X-Fax-Signature does not fit: check FAX_TOKEN');
    }
    const event = faxEventSchema.safeParse(body);
    if (!event.success) throw new InvalidPayloadError(event.error.issues[0]?.message ?? 'no event of ours');
    await this.gateway.receive(account, [journalEntry(event.data, rawBody)]);
    return { accepted: true };
  }
}

/** The same event always has the same id, and one sender's events share a lane. */
function journalEntry(event: FaxEvent, raw: Buffer): InboundEvent {
  return event.type === 'fax'
    ? { kind: 'message', externalId: event.id, sender: event.from.line, raw }
    : { kind: 'status', externalId: `${event.fax}:${event.step}`, sender: event.fax, raw };
}
