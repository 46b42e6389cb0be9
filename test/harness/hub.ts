import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { ApiClient } from './api-client.js';
import { cloneDatabase, dropDatabase } from './database.js';
import { freePort, startProcess, type TestProcess, testFolder } from './processes.js';
import { startRedis } from './redis.js';
import { waitFor } from './wait-for.js';

const MAIN = resolve(import.meta.dirname, '../../dist/main.js');

/** Signs in on every hub that `startHub` starts. */
export const ADMINISTRATOR = { email: 'admin@insat.test', password: 'a password for tests' };

export interface HubOptions {
  env?: Record<string, string>;
  /** BullMQ's backend; PostgreSQL unless told. */
  queue?: 'postgres' | 'redis';
  role?: 'all' | 'web' | 'worker';
  /** `databaseUrl` of another hub, to share its database. Give `env` its DATA_DIR (and REDIS_URL) as well. */
  database?: string;
}

/** The real `node dist/main.js` with a database of its own. */
export class RunningHub {
  private process!: TestProcess;
  private readonly earlier: string[] = [];
  private pool: pg.Pool | undefined;

  private constructor(
    readonly url: string,
    /** The owner's connection URL. */
    readonly databaseUrl: string,
    readonly env: Readonly<Record<string, string>>,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async start(options: HubOptions = {}): Promise<RunningHub> {
    const redis = options.queue === 'redis' && !options.env?.['REDIS_URL'] ? await startRedis() : undefined;
    const databaseUrl = options.database ?? (await cloneDatabase());
    const port = await freePort();
    const env = {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATA_DIR: mkdtempSync(join(testFolder(), 'data-')),
      INSAT_SECRET_KEY: 'a secret key for the tests, the same in all of them',
      INSAT_ADMIN_EMAIL: ADMINISTRATOR.email,
      INSAT_ADMIN_PASSWORD: ADMINISTRATOR.password,
      ROLE: options.role ?? 'all',
      ...(redis && { REDIS_URL: redis.url }),
      ...options.env,
    };
    const hub = new RunningHub(`http://127.0.0.1:${env.PORT}`, databaseUrl, env, async () => {
      if (!options.database) await dropDatabase(databaseUrl);
      await redis?.stop();
    });
    await hub.launch();
    return hub;
  }

  /** Everything it printed, over all its runs. */
  get logs(): string {
    return [...this.earlier, this.process.output()].join('\n');
  }

  get pid(): number {
    return this.process.child.pid ?? 0;
  }

  /** Rows of a statement as the database's owner. */
  async sql<Row extends object = Record<string, unknown>>(
    text: string,
    params: unknown[] = [],
  ): Promise<Row[]> {
    if (!this.pool) {
      this.pool = new pg.Pool({ connectionString: this.databaseUrl, max: 2, allowExitOnIdle: true });
      this.pool.on('error', () => undefined);
    }
    return (await this.pool.query<Row>(text, params)).rows;
  }

  /** Signs in, as the first administrator unless told. */
  signIn(credentials = ADMINISTRATOR): Promise<ApiClient> {
    return ApiClient.signIn(this.url, credentials.email, credentials.password);
  }

  /** SIGTERM, and waits for the end. Drops the database unless it was borrowed. */
  async stop(): Promise<number | string> {
    const code = await this.end('SIGTERM');
    await this.pool?.end();
    this.pool = undefined;
    await this.cleanUp();
    return code;
  }

  /** SIGTERM, and waits for the end; the database stays. @returns the exit code */
  terminate(): Promise<number | string> {
    return this.end('SIGTERM');
  }

  /** SIGKILL; `restart` begins again on the same data. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Starts again with the same database, data folder and port, after stopping when it still runs. */
  async restart(): Promise<void> {
    await this.end('SIGTERM');
    this.earlier.push(this.process.output());
    await this.launch();
  }

  private async end(signal: NodeJS.Signals): Promise<number | string> {
    this.process.child.kill(signal);
    return this.process.ended;
  }

  private async launch(): Promise<void> {
    // In the data folder, so that no developer's .env is read.
    this.process = startProcess(process.execPath, ['--enable-source-maps', MAIN], {
      env: this.env,
      cwd: this.env['DATA_DIR'],
    });
    let ended: number | string | undefined;
    void this.process.ended.then((code) => {
      ended = code;
    });
    await waitFor(
      async () => {
        if (ended !== undefined) return true;
        return (await fetch(`${this.url}/health/ready`)).status === 200;
      },
      { timeout: 90_000, message: () => `the hub to be ready. It said:\n${this.process.output()}` },
    );
    if (ended !== undefined) throw new Error(`The hub ended with ${ended}:\n${this.process.output()}`);
  }
}

export function startHub(options?: HubOptions): Promise<RunningHub> {
  return RunningHub.start(options);
}
