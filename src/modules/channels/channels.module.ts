import { Module } from '@nestjs/common';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';
import { ChannelTests } from './channels.tests.js';

/** The accounts of channels in Settings. */
@Module({ controllers: [ChannelsController], providers: [ChannelsService, ChannelTests] })
export class ChannelSettingsModule {}
