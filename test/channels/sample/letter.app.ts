import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../../src/app.module.js';
import { ChannelsModule as ShippedChannels } from '../../../src/channels/channels.module.js';
import { createHttpAdapter } from '../../../src/http-adapter.js';
import { StaffService } from '../../../src/modules/staff/staff.service.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import { setUpRealtime } from '../../../src/platform/realtime/socket.adapter.js';
import {
  ADMINISTRATOR,
  ApiClient,
  createTestDatabase,
  type TestDatabase,
  testFolder,
} from '../../harness/index.js';
import { ChannelsModule } from './channels.module.js';

export const TOKEN = 'the token of the post office';

/** A letter of ours, as the post office got it. */
export interface PrintedLetter {
  id: string;
  to: string;
  text: string;
  reference: string;
}

/** The hub with nothing changed but its line of channels, and a post office for it. */
export class LetterApp {
  readonly printed: PrintedLetter[] = [];
  /** What the post office answers with to the next letters; 200 when empty. */
  readonly refusals: number[] = [];
  api!: ApiClient;
  url!: string;
  private app!: NestFastifyApplication;
  private database!: TestDatabase;
  private readonly postOffice: Server = createServer(async (request, response) => {
    const letter = (await json(request)) as Omit<PrintedLetter, 'id'>;
    const isOurs = request.method === 'PUT' && request.headers.authorization === `Bearer ${TOKEN}`;
    const status = isOurs ? (this.refusals.shift() ?? 200) : 403;
    if (status === 200) this.printed.push({ id: request.url?.split('/').at(-1) ?? '', ...letter });
    response.writeHead(status).end();
  });

  private constructor() {}

  static async start(): Promise<LetterApp> {
    const app = new LetterApp();
    await new Promise<void>((resolve) => app.postOffice.listen(0, '127.0.0.1', resolve));
    const { port } = app.postOffice.address() as AddressInfo;
    app.database = await createTestDatabase();
    const config = loadConfig(
      {
        NODE_ENV: 'test',
        DATA_DIR: mkdtempSync(join(testFolder(), 'data-')),
        DATABASE_URL: app.database.ownerUrl,
        INSAT_SECRET_KEY: 'a secret key for the tests, the same in all of them',
        INSAT_ADMIN_EMAIL: ADMINISTRATOR.email,
        INSAT_ADMIN_PASSWORD: ADMINISTRATOR.password,
      },
      testFolder(),
    );
    // `loadConfig` keeps what `config.ts` lists, and a sample is not listed there.
    Object.assign(config.env, { LETTER_API_URL: `http://127.0.0.1:${port}`, LETTER_TOKEN: TOKEN });
    const testing = await Test.createTestingModule({ imports: [AppModule.of(config, app.database.url)] })
      .overrideModule(ShippedChannels)
      .useModule(ChannelsModule)
      .compile();
    app.app = testing.createNestApplication<NestFastifyApplication>(createHttpAdapter(), {
      bodyParser: false,
      logger: ['error', 'fatal'],
    });
    setUpRealtime(app.app);
    await app.app.init();
    await app.app.get(StaffService, { strict: false }).ensureFirstAdministrator();
    await app.app.listen(0, '127.0.0.1');
    app.url = await app.app.getUrl();
    app.api = await ApiClient.signIn(app.url, ADMINISTRATOR.email, ADMINISTRATOR.password);
    return app;
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.database?.close();
    this.postOffice.closeAllConnections();
    await new Promise((resolve) => this.postOffice.close(resolve));
  }
}
