import { Module } from '@nestjs/common';
import { LetterAdapter } from './letter.adapter.js';
import { LetterController } from './letter.controller.js';
import { LetterSettings } from './letter.settings.js';

@Module({
  controllers: [LetterController],
  providers: [LetterSettings, LetterAdapter],
  exports: [LetterAdapter],
})
export class LetterModule {}
