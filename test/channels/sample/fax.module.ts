import { Module } from '@nestjs/common';
import { FaxAdapter } from './fax.adapter.js';
import { FaxController } from './fax.controller.js';
import { FaxSettings } from './fax.settings.js';

@Module({
  controllers: [FaxController],
  providers: [FaxSettings, FaxAdapter],
  exports: [FaxAdapter],
})
export class FaxModule {}
