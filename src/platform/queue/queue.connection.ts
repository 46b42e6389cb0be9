import { createPostgresBackend, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { QUEUE_SCHEMA } from '../database/roles.js';

/** Connections that all queues and workers of a process share; six of them may hold a LISTEN. */
const POOL_SIZE = 16;

/** Where BullMQ keeps its jobs, and how to let go of it. */
export interface QueueConnection {
  options: Pick<QueueOptions, 'connection'>;
  close(): Promise<void>;
}

/**
 * Chooses BullMQ's backend: Redis when `REDIS_URL` is set, else the hub's own PostgreSQL.
 * BullMQ takes the choice process-wide, so a process has one.
 */
export async function openQueueConnection(config: Config, database: Database): Promise<QueueConnection> {
  const redisUrl = config.env.REDIS_URL;
  if (redisUrl) {
    setDefaultBackendFactory();
    const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    return { options: { connection: redis }, close: async () => void (await redis.quit()) };
  }

  setDefaultBackendFactory(createPostgresBackend);
  const base = database.pool.options;
  // One pool for the whole process: by itself every queue and every worker would open its own.
  const pool = new pg.Pool({
    ...base,
    max: POOL_SIZE,
    keepAlive: true,
    pipeline: false,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    application_name: 'insat-queue',
  });
  pool.setMaxListeners(0); // every queue and worker listens for its errors
  pool.on('error', () => undefined); // an idle connection that died is replaced at its next use
  return { options: { connection: pool as never }, close: () => pool.end() };
}
