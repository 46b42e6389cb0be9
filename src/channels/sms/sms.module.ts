import { Module } from '@nestjs/common';
import { SmsAdapter } from './sms.adapter.js';
import { SmsController } from './sms.controller.js';
import { SmsCredentials } from './sms.credentials.js';
import { SmsMedia } from './sms.media.js';
import { SmsSender } from './sms.sender.js';

@Module({
  controllers: [SmsController],
  providers: [SmsCredentials, SmsSender, SmsMedia, SmsAdapter],
  exports: [SmsAdapter],
})
export class SmsModule {}
