import { Controller, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import { InvalidPayloadError, UnauthenticWebhookError } from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { SmsCredentials } from './sms.credentials.js';
import { smsAddress, statusEventId } from './sms.parser.js';
import { inboundSmsSchema, MESSAGE_ID_FIELD, smsStatusSchema } from './sms.schemas.js';
import type { TwilioForm } from './sms.signature.js';

const FORM = 'application/x-www-form-urlencoded';
/** "Nothing to say": the answer leaves later, through the REST API. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** The form parser keeps the bytes beside what it made of them. */
type FormRequest = Pick<FastifyRequest, 'headers' | 'originalUrl' | 'body' | 'query'> & { rawBody?: Buffer };

/** Twilio's webhooks. Each is acknowledged only once it is durable, so a retry never finds it lost. */
@ApiTags('sms channel')
@Controller('channels/sms/:account')
export class SmsController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(SmsCredentials) private readonly credentials: SmsCredentials,
  ) {}

  /** A person has written. */
  @Post('inbound')
  @Public("Twilio's signature")
  @HttpCode(200)
  @Header('Content-Type', 'text/xml')
  @ApiConsumes(FORM)
  @ApiProduces('text/xml')
  async inbound(@Param('account') name: string, @Req() request: FormRequest): Promise<string> {
    const { account, form, raw } = this.authenticate(name, request);
    const { MessageSid, From } = valid(inboundSmsSchema, form);
    await this.gateway.receive(account, [
      { kind: 'message', externalId: MessageSid, sender: smsAddress(From), raw },
    ]);
    return EMPTY_TWIML;
  }

  /** How far one of our messages has come. Our own id stands in the query of the address that we gave. */
  @Post('status')
  @Public("Twilio's signature")
  @HttpCode(200)
  @Header('Content-Type', 'text/xml')
  @ApiConsumes(FORM)
  @ApiProduces('text/xml')
  async status(@Param('account') name: string, @Req() request: FormRequest): Promise<string> {
    const { account, form, raw } = this.authenticate(name, request);
    const { MessageSid, MessageStatus } = valid(smsStatusSchema, form);
    const ours = (request.query as Record<string, unknown>)['message'];
    await this.gateway.receive(account, [
      {
        kind: 'status',
        externalId: statusEventId(MessageSid, MessageStatus),
        sender: MessageSid,
        raw: typeof ours === 'string' ? withMessageId(raw, ours) : raw,
      },
    ]);
    return EMPTY_TWIML;
  }

  /**
   * Nothing of the request is believed before its signature has been checked.
   * @throws AccountNotFoundError, InvalidPayloadError, UnauthenticWebhookError
   */
  private authenticate(
    name: string,
    request: FormRequest,
  ): { account: ChannelAccount; form: TwilioForm; raw: Buffer } {
    const account = this.accounts.named('sms', name);
    const signature = request.headers['x-twilio-signature'];
    if (typeof signature !== 'string') throw new UnauthenticWebhookError('X-Twilio-Signature is missing');
    const { rawBody: raw } = request;
    if (!raw || !request.headers['content-type']?.toLowerCase().startsWith(FORM)) {
      throw new InvalidPayloadError(`the body must be ${FORM}`);
    }
    const form = request.body as TwilioForm;
    const { credentials } = this;
    if (!credentials.signature.isAuthentic(signature, credentials.publicUrl + request.originalUrl, form)) {
      throw new UnauthenticWebhookError(
        credentials.authToken
          ? 'X-Twilio-Signature does not fit: check TWILIO_AUTH_TOKEN, and that Twilio calls PUBLIC_URL'
          : 'TWILIO_AUTH_TOKEN is not set: SMS is in sandbox and takes only what the demo signs',
      );
    }
    const { AccountSid } = form;
    if (AccountSid && credentials.accountSid && AccountSid !== credentials.accountSid) {
      throw new UnauthenticWebhookError('AccountSid is not TWILIO_ACCOUNT_SID');
    }
    return { account, form, raw };
  }
}

/** Kept inside the journalled form, because the journal keeps bodies and not addresses. */
function withMessageId(raw: Buffer, messageId: string): Buffer {
  return Buffer.concat([raw, Buffer.from(`&${MESSAGE_ID_FIELD}=${encodeURIComponent(messageId)}`)]);
}

/** @throws InvalidPayloadError naming the fields at fault */
function valid<Schema extends z.ZodType>(schema: Schema, form: TwilioForm): z.output<Schema> {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new InvalidPayloadError(`missing or wrong: ${[...new Set(fields)].join(', ')}`);
}
