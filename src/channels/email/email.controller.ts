import type { IncomingHttpHeaders } from 'node:http';
import { Controller, HttpCode, Inject, type OnModuleInit, Param, Post, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import {
  AccountNotFoundError,
  InvalidPayloadError,
  UnauthenticWebhookError,
} from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { journalEntry } from './email.id.js';
import { EmailSettings } from './email.settings.js';

const RAW_DOOR = '/channels/email/:account/raw';
/** Bytes of a mail that the door takes; attachments grow by a third on the way. */
export const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/** The door for mail servers that hand mail on (a pipe of Postfix, a provider's "raw" webhook). */
@ApiTags('email channel')
@Controller('channels/email/:account')
export class EmailController implements OnModuleInit {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(EmailSettings) private readonly settings: EmailSettings,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost,
  ) {}

  /** The token is looked at before the body: nobody without it makes the hub hold 25 MB. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    fastify.addHook('onRequest', async ({ routeOptions, headers, params }) => {
      if (routeOptions.url === RAW_DOOR) this.authenticate((params as { account: string }).account, headers);
    });
  }

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
    @Req() { body, headers }: FastifyRequest,
  ): Promise<{ accepted: true }> {
    this.authenticate(name, headers);
    const account = this.accounts.named('email', name);
    if (!Buffer.isBuffer(body)) throw new InvalidPayloadError('the body must be message/rfc822');
    if (body.length === 0) throw new InvalidPayloadError('the body is empty');
    await this.gateway.receive(account, [journalEntry(body)]);
    return { accepted: true };
  }

  /** @throws AccountNotFoundError, UnauthenticWebhookError saying what to do */
  private authenticate(name: string, headers: IncomingHttpHeaders): void {
    const header = headers['x-insat-token'];
    const token =
      /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ??
      (typeof header === 'string' ? header : undefined);
    const account = this.settings.of(name);
    if (!account) throw new AccountNotFoundError(`email/${name}`);
    if (token !== undefined && account.token?.matches(token.trim())) return;
    if (!account.isOpen) {
      throw new UnauthenticWebhookError(
        'EMAIL_INBOUND_TOKEN is not set, nor a token in Settings: this door is closed',
      );
    }
    throw new UnauthenticWebhookError(
      token === undefined
        ? 'a token is missing: Authorization: Bearer …'
        : 'the token is not EMAIL_INBOUND_TOKEN',
    );
  }
}
