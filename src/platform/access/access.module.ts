import { Module } from '@nestjs/common';
import { DiscoveryModule, MetadataScanner } from '@nestjs/core';
import { Doors } from './doors.js';

/** Fails the boot when a route or socket event declares no access rule. The guard itself stands in modules/staff. */
@Module({ imports: [DiscoveryModule], providers: [Doors, MetadataScanner], exports: [Doors] })
export class AccessModule {}
