import { Module } from '@nestjs/common';
import { PhoneAdapter } from './phone.adapter.js';
import { PhoneController } from './phone.controller.js';
import { PhoneImportController } from './phone.import.controller.js';
import { CallImports } from './phone.import.service.js';

@Module({
  controllers: [PhoneController, PhoneImportController],
  providers: [PhoneAdapter, CallImports],
  exports: [PhoneAdapter],
})
export class PhoneModule {}
