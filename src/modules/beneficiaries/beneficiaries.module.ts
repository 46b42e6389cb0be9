import { Module } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { StaffModule } from '../staff/staff.module.js';
import { BeneficiariesController, ContactPointsController } from './beneficiaries.controller.js';
import { BeneficiariesService } from './beneficiaries.service.js';

@Module({
  imports: [StaffModule],
  controllers: [ContactPointsController, BeneficiariesController],
  providers: [BeneficiariesService, NationalIds],
})
export class BeneficiariesModule {}
