import { Controller, Get, Header, HttpCode, Inject, Logger, Param, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import {
  AccountNotFoundError,
  InvalidPayloadError,
  UnauthenticWebhookError,
} from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { type CloudAccount, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { unpack } from './whatsapp.cloud-envelope.js';
import { type CloudPayload, payloadSchema } from './whatsapp.cloud-schemas.js';
import { CloudTemplates } from './whatsapp.cloud-templates.js';

/** Meta sends up to 3 MB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_CHALLENGE = 1_000;

/** The JSON parser keeps the bytes beside what it made of them. */
type JsonRequest = Pick<FastifyRequest, 'headers' | 'body'> & { rawBody?: Buffer };

/** Meta's webhook. What comes is acknowledged only once it is durable, so a retry never finds it lost. */
@ApiTags('whatsapp channel')
@Controller('channels/whatsapp/:account/webhook')
export class CloudController {
  private readonly logger = new Logger(CloudController.name);

  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(CloudTemplates) private readonly templates: CloudTemplates,
  ) {}

  /** Meta asks whether the address is ours when it is entered there. */
  @Get()
  @Public('the verify token')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiProduces('text/plain')
  verify(@Param('account') name: string, @Query() query: Record<string, unknown>): string {
    const { cloud } = this.open(name);
    const token = query['hub.verify_token'];
    if (typeof token !== 'string' || !cloud.verifyToken.matches(token)) {
      throw new UnauthenticWebhookError(
        "hub.verify_token is not the account's: check WHATSAPP_CLOUD_VERIFY_TOKEN, or Settings",
      );
    }
    const challenge = query['hub.challenge'];
    if (
      query['hub.mode'] !== 'subscribe' ||
      typeof challenge !== 'string' ||
      challenge.length > MAX_CHALLENGE
    ) {
      throw new UnauthenticWebhookError('hub.mode must be subscribe, with a hub.challenge');
    }
    return challenge;
  }

  /** People have written, or our messages have come further. */
  @Post()
  @Public("Meta's signature")
  @HttpCode(200)
  @RouteConfig({ bodyLimit: MAX_BODY_BYTES })
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiProduces('text/plain')
  async receive(@Param('account') name: string, @Req() request: JsonRequest): Promise<string> {
    const { account, cloud } = this.open(name);
    const payload = this.authenticate(cloud, request);
    const { events, templatesChanged, ignored, problems } = unpack(payload, cloud.phoneNumberId);
    if (events.length > 0) await this.gateway.receive(account, events);
    if (templatesChanged) void this.templates.sync(account);
    if (ignored.length > 0)
      this.logger.log({ account: name, fields: ignored.slice(0, 20) }, 'webhook ignored');
    if (problems.length > 0)
      this.logger.warn({ account: name, codes: problems.slice(0, 20) }, 'WhatsApp reports problems');
    return '';
  }

  /** @throws AccountNotFoundError */
  private open(name: string): { account: ChannelAccount; cloud: CloudAccount } {
    const account = this.accounts.named('whatsapp', name);
    const cloud = this.credentials.of(name);
    if (!cloud) throw new AccountNotFoundError(`whatsapp/${name}`);
    return { account, cloud };
  }

  /**
   * Nothing of the request is believed before its signature has been checked.
   * @throws InvalidPayloadError, UnauthenticWebhookError
   */
  private authenticate(
    { signature: ours }: CloudAccount,
    { headers, rawBody, body }: JsonRequest,
  ): CloudPayload {
    const signature = headers['x-hub-signature-256'];
    if (typeof signature !== 'string') throw new UnauthenticWebhookError('X-Hub-Signature-256 is missing');
    if (!rawBody) throw new InvalidPayloadError('the body must be application/json');
    if (!ours.isAuthentic(signature, rawBody)) {
      throw new UnauthenticWebhookError(
        'X-Hub-Signature-256 does not fit: check WHATSAPP_CLOUD_APP_SECRET, or the app secret in Settings',
      );
    }
    const payload = payloadSchema.safeParse(body);
    // JSON that is no webhook of Meta's holds nothing; asking for it again would not change that.
    return payload.data ?? { entry: [] };
  }
}
