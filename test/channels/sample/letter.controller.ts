import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ChannelAccounts } from '../../../src/channels/core/channel-accounts.js';
import { InvalidPayloadError, UnauthenticWebhookError } from '../../../src/channels/core/channels.errors.js';
import { type InboundEvent, InboundGateway } from '../../../src/channels/core/inbound-gateway.js';
import { Public } from '../../../src/platform/access/access.js';
import { type LetterEvent, letterEventSchema } from './letter.schemas.js';
import { LetterSettings } from './letter.settings.js';

/** The post office's webhook. It is answered only once the event is durable. */
@ApiTags('letter channel')
@Controller('channels/letter/:account')
export class LetterController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(LetterSettings) private readonly settings: LetterSettings,
  ) {}

  @Post('webhook')
  @Public("the post office's signature")
  @HttpCode(200)
  async webhook(
    @Param('account') name: string,
    @Req() { body, headers, rawBody }: Pick<FastifyRequest, 'body' | 'headers' | 'rawBody'>,
  ): Promise<{ accepted: true }> {
    const account = this.accounts.named('letter', name);
    if (!rawBody || !this.settings.isAuthentic(rawBody, headers['x-letter-signature'])) {
      throw new UnauthenticWebhookError('X-Letter-Signature does not fit: check LETTER_TOKEN');
    }
    const event = letterEventSchema.safeParse(body);
    if (!event.success) throw new InvalidPayloadError(event.error.issues[0]?.message ?? 'no event of ours');
    await this.gateway.receive(account, [journalEntry(event.data, rawBody)]);
    return { accepted: true };
  }
}

/** The same event always has the same id, and one sender's events share a lane. */
function journalEntry(event: LetterEvent, raw: Buffer): InboundEvent {
  return event.type === 'letter'
    ? { kind: 'message', externalId: event.id, sender: event.from.box, raw }
    : { kind: 'status', externalId: `${event.letter}:${event.step}`, sender: event.letter, raw };
}
