import { Global, Inject, Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Global()
@Module({ controllers: [HealthController], providers: [Readiness], exports: [Readiness] })
export class ObservabilityModule {
  constructor(@Inject(Readiness) readiness: Readiness, @Inject(Database) database: Database) {
    readiness.add('database', async () => (await database.query('SELECT 1')).length === 1);
  }
}
