import { Module } from '@nestjs/common';
import { SmsAdapter } from './sms.adapter.js';
import { SmsController } from './sms.controller.js';
import { SmsCredentials } from './sms.credentials.js';
import { SmsGatewayController } from './sms.gateway-controller.js';
import { GatewaySender } from './sms.gateway-sender.js';
import { SmsMedia } from './sms.media.js';
import { SmsSender } from './sms.sender.js';

@Module({
  controllers: [SmsController, SmsGatewayController],
  providers: [SmsCredentials, SmsSender, GatewaySender, SmsMedia, SmsAdapter],
  exports: [SmsAdapter],
})
export class SmsModule {}
