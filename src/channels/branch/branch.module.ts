import { Module } from '@nestjs/common';
import { BranchAdapter } from './branch.adapter.js';
import { BranchController } from './branch.controller.js';
import { BranchIntake } from './branch.intake.js';
import { BranchPeople } from './branch.people.js';
import { BranchPhotos } from './branch.photos.js';

@Module({
  controllers: [BranchController],
  providers: [BranchAdapter, BranchIntake, BranchPeople, BranchPhotos],
  exports: [BranchAdapter],
})
export class BranchModule {}
