import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database.js';
import { databaseOptions, POOL_SIZE } from './database.options.js';

/** The pool and TypeORM over it, for everyone. Modules name their entities by `TypeOrmModule.forFeature`. */
@Global()
@Module({})
export class DatabaseModule {
  /** @param url the application's connection URL, from `prepareDatabase` */
  static at(url: string, poolSize = POOL_SIZE): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...databaseOptions(url, poolSize),
          migrations: [],
          autoLoadEntities: true,
          retryAttempts: 0,
        }),
      ],
      providers: [Database],
      exports: [Database, TypeOrmModule],
    };
  }
}
