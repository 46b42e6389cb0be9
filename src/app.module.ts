import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { ChannelsModule } from './channels/channels.module.js';
import { InboundModule } from './channels/core/channels-core.module.js';
import { Spool } from './channels/core/spool.js';
import { AuditModule } from './modules/audit/audit.module.js';
import { BeneficiariesModule } from './modules/beneficiaries/beneficiaries.module.js';
import { ChannelSettingsModule } from './modules/channels/channels.module.js';
import { CommitteeModule } from './modules/committee/committee.module.js';
import { ConversationsModule } from './modules/conversations/conversations.module.js';
import { DeliveryModule } from './modules/delivery/delivery.module.js';
import { HandoversModule } from './modules/handovers/handovers.module.js';
import { LettersModule } from './modules/letters/letters.module.js';
import { NoticesModule } from './modules/notices/notices.module.js';
import { RequestsModule } from './modules/requests/requests.module.js';
import { RoutingModule } from './modules/routing/routing.module.js';
import { StaffModule } from './modules/staff/staff.module.js';
import { TrackingModule } from './modules/tracking/tracking.module.js';
import { AccessModule } from './platform/access/access.module.js';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { DocumentsModule } from './platform/documents/documents.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { ObservabilityModule } from './platform/observability/observability.module.js';
import { Readiness } from './platform/observability/readiness.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RealtimeModule } from './platform/realtime/realtime.module.js';
import { StorageModule } from './platform/storage/storage.module.js';

/** The hub, as a table of contents: platform, channels, modules. */
@Module({})
export class AppModule {
  /** @param databaseUrl what the application connects with, from `prepareDatabase` */
  static of(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        DatabaseModule.at(databaseUrl),
        StorageModule,
        DocumentsModule,
        RealtimeModule,
        HttpModule,
        AccessModule,
        ObservabilityModule,
        QueueModule,
        InboundModule,
        ChannelsModule,
        AuditModule,
        StaffModule,
        ChannelSettingsModule,
        BeneficiariesModule,
        DeliveryModule,
        ConversationsModule,
        HandoversModule,
        LettersModule,
        RequestsModule,
        CommitteeModule,
        RoutingModule,
        NoticesModule,
        TrackingModule,
      ],
    };
  }

  constructor(@Inject(Readiness) readiness: Readiness, @Inject(Spool) spool: Spool) {
    // Messages that wait on disk have not reached the database; others should get the next ones.
    readiness.add('spool', () => spool.isEmpty());
  }
}
