import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { HelpRequestAdapter, VolunteeringAdapter } from './forms.adapters.js';
import { FormsController } from './forms.controller.js';
import { FormsDeskController } from './forms.desk.controller.js';
import { FormLimits } from './forms.limits.js';
import { FormsService } from './forms.service.js';

/** Two channels in one folder: they differ in their questions only. */
@Module({
  controllers: [FormsController, FormsDeskController],
  providers: [HelpRequestAdapter, VolunteeringAdapter, FormsService, FormLimits, NationalIds],
  exports: [HelpRequestAdapter, VolunteeringAdapter],
})
export class FormsModule implements OnModuleInit {
  constructor(
    @Inject(Sweeps) private readonly sweeps: Sweeps,
    @Inject(FormsService) private readonly forms: FormsService,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('forms.old', () => this.forms.forgetOld());
  }
}
