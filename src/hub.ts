import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { createHttpAdapter } from './http-adapter.js';
import { setUpHttp } from './http-server.js';
import type { Config } from './platform/config/config.js';
import { lockDataFolder } from './platform/config/data-folder-lock.js';
import { EmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { prepareDatabase } from './platform/database/prepare-database.js';
import { setUpApiDocs } from './platform/http/api-docs.js';
import { JsonLogger } from './platform/observability/logger.js';
import { setUpRealtime } from './platform/realtime/socket.adapter.js';
import { StartUpError } from './platform/start-up-error.js';

/** How long the draining may take; the embedded database and the rest of the stop need the remaining second or two. */
const DRAIN_TIMEOUT_MS = 7_000;

/** One running process of the hub: its database when embedded, its HTTP server, its workers. */
export class Hub {
  readonly log: JsonLogger;
  app!: NestFastifyApplication;
  /** What was opened, to be closed in reverse. */
  private readonly opened: (() => Promise<void> | void)[] = [];
  private stopping: Promise<void> | undefined;

  private constructor(readonly config: Config) {
    this.log = new JsonLogger(config.env.LOG_LEVEL, config.env.ROLE);
  }

  /**
   * Opens everything, up to and including the port; `beforeListening` runs when the rest stands.
   * @throws StartUpError, after closing again what was opened
   */
  static async start(config: Config, beforeListening: (hub: Hub) => Promise<void>): Promise<Hub> {
    const hub = new Hub(config);
    try {
      const databaseUrl = await hub.openDatabase();
      await hub.openApplication(databaseUrl);
      await beforeListening(hub);
      await hub.listen();
      return hub;
    } catch (error) {
      await hub.stop().catch(() => undefined);
      throw error;
    }
  }

  /** Drains requests, sockets and jobs, then closes the database. Repeated calls wait for the first. */
  stop(): Promise<void> {
    this.stopping ??= this.close();
    return this.stopping;
  }

  private async openDatabase(): Promise<string> {
    let { DATABASE_URL: ownerUrl } = this.config.env;
    if (!ownerUrl) {
      const unlock = lockDataFolder(this.config.dataDir);
      this.opened.push(unlock);
    }
    // Before anything slow is started: most often the hub already runs.
    await this.checkPort();
    if (!ownerUrl) {
      const postgres = await EmbeddedPostgres.start({ dataDir: this.config.dataDir });
      this.opened.push(() => postgres.stop());
      for (const remark of postgres.home.remarks) this.log.log(remark, 'Database');
      void postgres.ended.then(() => this.databaseEnded());
      ownerUrl = postgres.url;
    }
    const password = this.config.derivedKey('database-role').toString('base64url');
    const { url, warnings } = await prepareDatabase(ownerUrl, password);
    for (const warning of warnings) this.log.warn(warning, 'Database');
    return url;
  }

  private async openApplication(databaseUrl: string): Promise<void> {
    const module = AppModule.of(this.config, databaseUrl);
    this.app = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(), {
      logger: this.log,
      bodyParser: false,
      abortOnError: false,
    });
    this.opened.push(() => this.closeApplication());
    await setUpHttp(this.app, this.config);
    setUpRealtime(this.app);
    if (this.config.env.ROLE !== 'worker') setUpApiDocs(this.app);
    await this.app.init();
  }

  private async listen(): Promise<void> {
    const { HOST, PORT, ROLE } = this.config.env;
    try {
      await this.app.listen(PORT, HOST);
    } catch (error) {
      // A worker answers only health checks; several on one machine need no port.
      if (ROLE === 'worker' && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
        this.log.warn(`Port ${PORT} is taken; this worker answers no health checks.`, 'Hub');
        return;
      }
      throw portError(error, PORT);
    }
  }

  private async checkPort(): Promise<void> {
    const { HOST, PORT, ROLE } = this.config.env;
    if (ROLE === 'worker') return;
    const probe = createServer();
    await new Promise<void>((resolve, reject) => {
      probe.once('error', (error) => reject(portError(error, PORT)));
      probe.listen(PORT, HOST, () => probe.close(() => resolve()));
    });
  }

  private async close(): Promise<void> {
    for (const close of this.opened.reverse()) {
      try {
        await close();
      } catch (error) {
        this.log.error(error, 'Hub');
      }
    }
  }

  private async closeApplication(): Promise<void> {
    const timer = new AbortController();
    const drained = this.app.close().then(() => true);
    const late = sleep(DRAIN_TIMEOUT_MS, false, { signal: timer.signal }).catch(() => false);
    if (!(await Promise.race([drained, late]))) {
      this.log.warn('Not everything could be drained in time; what is left is in the journal.', 'Hub');
    }
    timer.abort();
  }

  /** The database went away under us: nothing can be answered any more, and a restart brings it back. */
  private databaseEnded(): void {
    if (this.stopping) return;
    this.log.fatal(
      'The embedded PostgreSQL ended; see postgres.log in the data folder. Stopping.',
      'Database',
    );
    void this.stop().finally(() => process.exit(1));
  }
}

function portError(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartUpError(`Port ${port} is taken: stop what listens there, or set PORT to another one.`);
  }
  if (code === 'EACCES') return new StartUpError(`PORT ${port} needs rights that this user does not have.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartUpError('HOST is not an address of this machine.');
  }
  return error;
}
