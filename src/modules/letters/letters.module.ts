import { Module } from '@nestjs/common';
import { HandoversModule } from '../handovers/handovers.module.js';
import { LettersController } from './letters.controller.js';
import { LettersService } from './letters.service.js';
import { LetterSource } from './letters.source.js';

@Module({
  imports: [HandoversModule],
  controllers: [LettersController],
  providers: [LettersService, LetterSource],
})
export class LettersModule {}
