import { Module } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
import { InterviewAdapter } from './interview.adapter.js';
import { InterviewController } from './interview.controller.js';
import { Visitors } from './interview.visitors.js';

@Module({
  controllers: [InterviewController],
  providers: [InterviewAdapter, NationalIds, Visitors],
  exports: [InterviewAdapter],
})
export class InterviewModule {}
