import { Controller, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { authenticForm, TWILIO_FORM, type TwilioRequest, validForm } from '../core/twilio-webhook.js';
import { VoiceLine } from './phone.voice.line.js';
import { callerOf } from './phone.voice.parser.js';
import { recordingSid, voiceCallSchema, voicemailSchema } from './phone.voice.schemas.js';
import { greetingTwiml, thanksTwiml } from './phone.voice.twiml.js';

/** "Nothing to say". */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
/** A call that is still under way. Everything else has ended, well or badly. */
const UNDER_WAY = new Set(['queued', 'initiated', 'ringing', 'in-progress']);

/** Calls that reach the line at Twilio while nobody takes them. Each is durable before Twilio gets its answer. */
@ApiTags('phone channel')
@Controller('channels/phone/:account')
export class PhoneVoiceController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(VoiceLine) private readonly line: VoiceLine,
  ) {}

  /** Somebody rings. That they rang is kept before they are greeted: many hang up when they hear a machine. */
  @Post('voice')
  @Public("Twilio's signature")
  @HttpCode(200)
  @Header('Content-Type', 'text/xml; charset=utf-8')
  @ApiConsumes(TWILIO_FORM)
  @ApiProduces('text/xml')
  async voice(@Param('account') name: string, @Req() request: TwilioRequest): Promise<string> {
    await this.keepCall(name, request, () => true);
    const recordedAt = `${this.line.publicUrl}/channels/phone/${encodeURIComponent(name)}/voice/recording`;
    return greetingTwiml(this.line.greeting, recordedAt);
  }

  /** The caller has spoken, or has hung up while speaking. The recording itself is fetched in the background. */
  @Post('voice/recording')
  @Public("Twilio's signature")
  @HttpCode(200)
  @Header('Content-Type', 'text/xml; charset=utf-8')
  @ApiConsumes(TWILIO_FORM)
  @ApiProduces('text/xml')
  async recording(@Param('account') name: string, @Req() request: TwilioRequest): Promise<string> {
    const account = this.accounts.named('phone', name);
    const { form, raw } = authenticForm(request, this.line);
    const voicemail = validForm(voicemailSchema, form);
    if (voicemail.RecordingDuration > 0) {
      const sender = callerOf(voicemail.From) ?? voicemail.CallSid;
      await this.gateway.receive(account, [
        { kind: 'message', externalId: recordingSid(voicemail), sender, raw },
      ]);
    }
    return thanksTwiml(this.line.greeting);
  }

  /** A call has ended. One that never got as far as the greeting is known by this alone. */
  @Post('status')
  @Public("Twilio's signature")
  @HttpCode(200)
  @Header('Content-Type', 'text/xml; charset=utf-8')
  @ApiConsumes(TWILIO_FORM)
  @ApiProduces('text/xml')
  async status(@Param('account') name: string, @Req() request: TwilioRequest): Promise<string> {
    await this.keepCall(name, request, (status) => status !== undefined && !UNDER_WAY.has(status));
    return EMPTY_TWIML;
  }

  /** The call's id makes the greeting, its repeats and the end one event. Calls of ours to others are none of them. */
  private async keepCall(
    name: string,
    request: TwilioRequest,
    isToBeKept: (status: string | undefined) => boolean,
  ): Promise<void> {
    const account = this.accounts.named('phone', name);
    const { form, raw } = authenticForm(request, this.line);
    const { CallSid, From, Direction, CallStatus } = validForm(voiceCallSchema, form);
    if (Direction?.startsWith('outbound') || !isToBeKept(CallStatus)) return;
    await this.gateway.receive(account, [
      { kind: 'message', externalId: CallSid, sender: callerOf(From) ?? CallSid, raw },
    ]);
  }
}
