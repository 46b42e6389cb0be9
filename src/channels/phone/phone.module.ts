import { Module } from '@nestjs/common';
import { PhoneAdapter } from './phone.adapter.js';
import { PhoneController } from './phone.controller.js';

@Module({
  controllers: [PhoneController],
  providers: [PhoneAdapter],
  exports: [PhoneAdapter],
})
export class PhoneModule {}
