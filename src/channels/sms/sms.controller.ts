import { Controller, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { AccountNotFoundError } from '../core/channels.errors.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { authenticForm, TWILIO_FORM, type TwilioRequest, validForm } from '../core/twilio-webhook.js';
import { SmsCredentials } from './sms.credentials.js';
import { smsAddress, statusEventId } from './sms.parser.js';
import { inboundSmsSchema, MESSAGE_ID_FIELD, smsStatusSchema } from './sms.schemas.js';

/** "Nothing to say": the answer leaves later, through the REST API. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

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
  @ApiConsumes(TWILIO_FORM)
  @ApiProduces('text/xml')
  async inbound(@Param('account') name: string, @Req() request: TwilioRequest): Promise<string> {
    const { account, form, raw } = this.authenticate(name, request);
    const { MessageSid, From } = validForm(inboundSmsSchema, form);
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
  @ApiConsumes(TWILIO_FORM)
  @ApiProduces('text/xml')
  async status(@Param('account') name: string, @Req() request: TwilioRequest): Promise<string> {
    const { account, form, raw } = this.authenticate(name, request);
    const { MessageSid, MessageStatus } = validForm(smsStatusSchema, form);
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
  private authenticate(name: string, request: TwilioRequest) {
    const account = this.accounts.named('sms', name);
    const twilio = this.credentials.of(name);
    if (!twilio) throw new AccountNotFoundError(`sms/${name}`);
    return { account, ...authenticForm(request, twilio) };
  }
}

/** Kept inside the journalled form, because the journal keeps bodies and not addresses. */
function withMessageId(raw: Buffer, messageId: string): Buffer {
  return Buffer.concat([raw, Buffer.from(`&${MESSAGE_ID_FIELD}=${encodeURIComponent(messageId)}`)]);
}
