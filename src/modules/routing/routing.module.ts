import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { RoutingProcessor } from './routing.processor.js';
import { RoutingService } from './routing.service.js';

@Module({
  imports: [StaffModule, ConversationsModule],
  providers: [RoutingService, RoutingProcessor],
})
export class RoutingModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(RoutingService) private readonly routing: RoutingService,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('routing.waiting', () => this.routing.nudgeWaiting());
  }
}
