import { Module } from '@nestjs/common';
import { LetterAdapter } from './letter.adapter.js';
import { LetterController } from './letter.controller.js';
import { LetterScans } from './letter.scans.js';
import { LetterSenders } from './letter.senders.js';

@Module({
  controllers: [LetterController],
  providers: [LetterAdapter, LetterScans, LetterSenders],
  exports: [LetterAdapter],
})
export class LetterModule {}
