import { Module } from '@nestjs/common';
import { ChannelLinksController } from './channel-links.controller.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';
import { ChannelTests } from './channels.tests.js';

/** The accounts of channels in Settings, and their links to phones. */
@Module({
  controllers: [ChannelsController, ChannelLinksController],
  providers: [ChannelsService, ChannelTests],
})
export class ChannelSettingsModule {}
