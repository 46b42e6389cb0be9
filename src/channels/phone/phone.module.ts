import { Module } from '@nestjs/common';
import { PhoneAdapter } from './phone.adapter.js';
import { PhoneController } from './phone.controller.js';
import { PhoneImportController } from './phone.import.controller.js';
import { CallImports } from './phone.import.service.js';
import { PhoneVoiceController } from './phone.voice.controller.js';
import { VoiceLine } from './phone.voice.line.js';

@Module({
  controllers: [PhoneController, PhoneImportController, PhoneVoiceController],
  providers: [PhoneAdapter, CallImports, VoiceLine],
  exports: [PhoneAdapter],
})
export class PhoneModule {}
