import { Controller, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InvalidPayloadError, UnauthenticWebhookError } from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { journalEntry } from './email.id.js';
import { EmailSettings } from './email.settings.js';

/** Bytes of a mail that the door takes; attachments grow by a third on the way. */
export const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/** The door for mail servers that hand mail on (a pipe of Postfix, a provider's "raw" webhook). */
@ApiTags('email channel')
@Controller('channels/email/:account')
export class EmailController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(EmailSettings) private readonly settings: EmailSettings,
  ) {}

  /** One mail as it came over the wire. Answered once it is durable; the same mail again changes nothing. */
  @Post('raw')
  @Public('the token EMAIL_INBOUND_TOKEN')
  @HttpCode(202)
  @RouteConfig({ bodyLimit: MAX_MAIL_BYTES })
  @ApiOperation({ summary: 'Hand in one mail, as message/rfc822' })
  @ApiBearerAuth()
  @ApiConsumes('message/rfc822', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async raw(
    @Param('account') name: string,
    @Req() request: FastifyRequest,
    @Headers('authorization') authorization?: string,
    @Headers('x-insat-token') token?: string,
  ): Promise<{ accepted: true }> {
    const account = this.accounts.named('email', name);
    this.authenticate(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? token);
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new InvalidPayloadError('the body must be message/rfc822');
    if (body.length === 0) throw new InvalidPayloadError('the body is empty');
    await this.gateway.receive(account, [journalEntry(body)]);
    return { accepted: true };
  }

  /** @throws UnauthenticWebhookError saying what to do */
  private authenticate(token: string | undefined): void {
    if (token !== undefined && this.settings.isToken(token.trim())) return;
    if (!this.settings.isOpen) {
      throw new UnauthenticWebhookError('EMAIL_INBOUND_TOKEN is not set: this door is closed');
    }
    throw new UnauthenticWebhookError(
      token === undefined
        ? 'a token is missing: Authorization: Bearer …'
        : 'the token is not EMAIL_INBOUND_TOKEN',
    );
  }
}
