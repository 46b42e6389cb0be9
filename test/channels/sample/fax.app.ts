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

export const TOKEN = 'the token of the fax bureau';

/** A fax of ours, as the fax bureau got it. */
export interface SentFax {
  id: string;
  to: string;
  text: string;
  reference: string;
}

/** The hub with nothing changed but its line of channels, and a fax bureau for it. */
export class FaxApp {
  readonly sent: SentFax[] = [];
  /** What the fax bureau answers with to the next faxes; 200 when empty. */
  readonly refusals: number[] = [];
  api!: ApiClient;
  url!: string;
  private app!: NestFastifyApplication;
  private database!: TestDatabase;
  private readonly postOffice: Server = createServer(async (request, response) => {
    const fax = (await json(request)) as Omit<SentFax, 'id'>;
    const isOurs = request.method === 'PUT' && request.headers.authorization === `Bearer ${TOKEN}`;
    const status = isOurs ? (this.refusals.shift() ?? 200) : 403;
    if (status === 200) this.sent.push({ id: request.url?.split('/').at(-1) ?? '', ...fax });
    response.writeHead(status).end();
  });

  private constructor() {}

  static async start(): Promise<FaxApp> {
    const app = new FaxApp();
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
    Object.assign(config.env, { FAX_API_URL: `http://127.0.0.1:${port}`, FAX_TOKEN: TOKEN });
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
