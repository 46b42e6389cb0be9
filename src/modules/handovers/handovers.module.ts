import { Module } from '@nestjs/common';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { HandTaskLedger } from './hand-task.ledger.js';
import { HandoversController } from './handovers.controller.js';
import { HandoversService } from './handovers.service.js';

@Module({
  imports: [DeliveryModule],
  controllers: [HandoversController],
  providers: [HandTaskLedger, HandoversService],
})
export class HandoversModule {}
