import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { MainJob1732000000000 } from './migrations/1732000000000-main-job.js';
import { Whatsapp1732600000000 } from './migrations/1732600000000-whatsapp.js';
import { HandTasks1732700000000 } from './migrations/1732700000000-hand-tasks.js';
import { Carried1732800000000 } from './migrations/1732800000000-carried.js';
import { DeviceLink1732810000000 } from './migrations/1732810000000-device-link.js';
import { Claims1732820000000 } from './migrations/1732820000000-claims.js';
import { Forms1732830000000 } from './migrations/1732830000000-forms.js';
import { Letters1732840000000 } from './migrations/1732840000000-letters.js';
import { Branch1732860000000 } from './migrations/1732860000000-branch.js';
import { ChannelAccounts1732870000000 } from './migrations/1732870000000-channel-accounts.js';
import { Search1732880000000 } from './migrations/1732880000000-search.js';
import { Requests1732900000000 } from './migrations/1732900000000-requests.js';
import { Committee1732910000000 } from './migrations/1732910000000-committee.js';
import { Notices1732920000000 } from './migrations/1732920000000-notices.js';
import { Tracking1732930000000 } from './migrations/1732930000000-tracking.js';
import { PublicUploads1732950000000 } from './migrations/1732950000000-public-uploads.js';
import { SnakeCaseNaming } from './naming.js';

/** In their order; a migration that has been released is never edited again. */
export const MIGRATIONS = [
  MainJob1732000000000,
  Whatsapp1732600000000,
  HandTasks1732700000000,
  Carried1732800000000,
  DeviceLink1732810000000,
  Claims1732820000000,
  Forms1732830000000,
  Letters1732840000000,
  Branch1732860000000,
  ChannelAccounts1732870000000,
  Search1732880000000,
  Requests1732900000000,
  Committee1732910000000,
  Notices1732920000000,
  Tracking1732930000000,
  PublicUploads1732950000000,
];

/** Connections of one process. Set-based statements are short: more would only queue inside PostgreSQL. */
export const POOL_SIZE = 10;

/** TypeORM's settings for the hub's database; `entities` come from the modules. */
export function databaseOptions(url: string, poolSize = POOL_SIZE): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url,
    applicationName: 'insat',
    poolSize,
    connectTimeoutMS: 10_000,
    synchronize: false,
    logging: false,
    namingStrategy: new SnakeCaseNaming(),
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    // Extensions are not needed: ids are made in the application.
    installExtensions: false,
    extra: {
      keepAlive: true,
      // Statements of a transaction that do not need each other's answers go out together (Database.transaction).
      pipeline: true,
      // Server-side guards against a runaway statement or a transaction that somebody forgot.
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  };
}
