import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { HandOversController } from './hand-overs.controller.js';
import { HandOverNotes } from './hand-overs.notes.js';
import { HandOversService } from './hand-overs.service.js';
import { HandTaskLedger } from './hand-task.ledger.js';
import { HandoversController } from './handovers.controller.js';
import { HandoversService } from './handovers.service.js';
import { VisitAnswersController } from './visit-answers.controller.js';
import { HandOverProofs } from './visit-answers.proof.js';
import { VisitAnswers } from './visit-answers.service.js';

@Module({
  imports: [ConversationsModule, DeliveryModule],
  controllers: [HandoversController, HandOversController, VisitAnswersController],
  providers: [
    HandTaskLedger,
    HandoversService,
    HandOversService,
    HandOverNotes,
    VisitAnswers,
    HandOverProofs,
  ],
  exports: [HandTaskLedger],
})
export class HandoversModule {}
