import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { AccountSettings } from './account-settings.js';
import { ChannelAccounts } from './channel-accounts.js';
import { type ChannelAdapter } from './channel-adapter.js';
import { CHANNEL_ADAPTERS, ChannelRegistry } from './channel-registry.js';
import { ChannelRunner } from './channel-runner.js';
import { Colleagues } from './colleagues.js';
import { HandTasks } from './hand-tasks.js';
import { InboundGateway } from './inbound-gateway.js';
import { Journal } from './journal.js';
import { LocalWork } from './local-work.js';
import { PartUploads } from './part-uploads.js';
import { PublicUploads } from './public-uploads.js';
import { Spool } from './spool.js';
import { UploadedFiles } from './uploaded-files.js';

/** The door in: journal and spool, and the credentials of accounts, for every channel. */
@Global()
@Module({
  providers: [
    Spool,
    Journal,
    { provide: InboundGateway, useExisting: Journal },
    HandTasks,
    Colleagues,
    UploadedFiles,
    PartUploads,
    PublicUploads,
    AccountSettings,
    LocalWork,
  ],
  exports: [
    InboundGateway,
    Journal,
    Spool,
    HandTasks,
    Colleagues,
    UploadedFiles,
    PartUploads,
    PublicUploads,
    AccountSettings,
    LocalWork,
  ],
})
export class InboundModule {}

/** The registry over the given channels' adapters; each module exports its own. */
@Global()
@Module({})
export class ChannelRegistryModule {
  static of(channels: { module: Type; adapter: Type<ChannelAdapter> }[]): DynamicModule {
    return {
      module: ChannelRegistryModule,
      imports: channels.map((channel) => channel.module),
      providers: [
        {
          provide: CHANNEL_ADAPTERS,
          useFactory: (...adapters: ChannelAdapter[]) => adapters,
          inject: channels.map((channel) => channel.adapter),
        },
        ChannelRegistry,
        ChannelAccounts,
        ChannelRunner,
      ],
      exports: [ChannelRegistry, ChannelAccounts],
    };
  }
}
