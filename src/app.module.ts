import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './platform/access/access.module.js';
import type { Config } from './platform/config/config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { ObservabilityModule } from './platform/observability/observability.module.js';
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
        RealtimeModule,
        HttpModule,
        AccessModule,
        ObservabilityModule,
      ],
    };
  }
}
