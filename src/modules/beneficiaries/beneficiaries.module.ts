import { Module } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { StaffModule } from '../staff/staff.module.js';
import { BeneficiariesController, ContactPointsController } from './beneficiaries.controller.js';
import { Identities } from './beneficiaries.identities.js';
import { ContactSearch } from './beneficiaries.search.js';
import { BeneficiariesService } from './beneficiaries.service.js';

@Module({
  imports: [StaffModule],
  controllers: [ContactPointsController, BeneficiariesController],
  providers: [BeneficiariesService, ContactSearch, Identities, NationalIds],
  exports: [Identities],
})
export class BeneficiariesModule {}
