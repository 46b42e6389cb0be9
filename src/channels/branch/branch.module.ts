import { Module } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { BranchAdapter } from './branch.adapter.js';
import { BranchController } from './branch.controller.js';
import { BranchIntake } from './branch.intake.js';
import { BranchPeople } from './branch.people.js';
import { BranchPhotos } from './branch.photos.js';

@Module({
  controllers: [BranchController],
  providers: [BranchAdapter, BranchIntake, BranchPeople, BranchPhotos, NationalIds],
  exports: [BranchAdapter],
})
export class BranchModule {}
