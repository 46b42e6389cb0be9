// The comparison: the same hub (Nest, Fastify, the same door, signature and parser, the same workers), but every
// message is one statement of its own that journals it, finds or opens its conversation and adds it, as a careful
// implementation without batches would do. Only the gateway differs.
import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import pg from 'pg';
import { AppModule } from '../dist/app.module.js';
import { InboundGateway } from '../dist/channels/core/inbound-gateway.js';
import { laneOf } from '../dist/channels/core/lanes.js';
import { SmsAdapter } from '../dist/channels/sms/sms.adapter.js';
import { createHttpAdapter } from '../dist/http-adapter.js';
import { setUpHttp } from '../dist/http-server.js';
import { formatReference } from '../dist/modules/conversations/reference.js';
import { StaffService } from '../dist/modules/staff/staff.service.js';
import { loadConfig } from '../dist/platform/config/load-config.js';
import { newId } from '../dist/platform/database/ids.js';
import { prepareDatabase } from '../dist/platform/database/prepare-database.js';
import { JsonLogger } from '../dist/platform/observability/logger.js';
import { setUpRealtime } from '../dist/platform/realtime/socket.adapter.js';

/** Connections that work at the same time; more gained nothing on two cores. */
const POOL = 4;

const FUNCTION = `
CREATE OR REPLACE FUNCTION one_message(
  p_id uuid, p_account uuid, p_external text, p_lane smallint, p_raw bytea, p_at timestamptz,
  p_address text, p_language text, p_text text, p_kind text,
  p_contact uuid, p_conversation uuid, p_reference text, p_notice uuid, p_audit uuid
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_contact uuid; v_conversation uuid;
BEGIN
  INSERT INTO inbound_event (id, account_id, kind, external_id, lane, raw, received_at, state, attempts, settled_at)
  VALUES (p_id, p_account, 'message', p_external, p_lane, p_raw, p_at, 'done', 1, now()) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT id INTO v_contact FROM contact_point WHERE channel = 'sms' AND address = p_address;
  IF v_contact IS NULL THEN
    INSERT INTO contact_point (id, channel, address, language) VALUES (p_contact, 'sms', p_address, p_language)
    ON CONFLICT (channel, address) DO UPDATE SET channel = excluded.channel RETURNING id INTO v_contact;
  END IF;
  SELECT id INTO v_conversation FROM conversation
   WHERE contact_point_id = v_contact AND account_id = p_account ORDER BY id DESC LIMIT 1 FOR NO KEY UPDATE;
  IF v_conversation IS NULL THEN
    v_conversation := p_conversation;
    INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
                              waiting_since, unread, last_message_id, last_message_at, last_direction, preview)
    VALUES (v_conversation, p_reference, 'sms', p_account, v_contact, p_language, 'open', p_at, p_at, 1, p_id, p_at,
            'inbound', left(p_text, 160));
    INSERT INTO notice (id, conversation_id, contact_point_id, kind, occasion, state)
    VALUES (p_notice, v_conversation, v_contact, 'receipt', 1, 'due');
    INSERT INTO audit_line (id, actor_kind, action, subject_kind, subject_id)
    VALUES (p_audit, 'hub', 'conversation.opened', 'conversation', v_conversation);
  ELSE
    UPDATE conversation SET waiting_since = coalesce(waiting_since, p_at), unread = unread + 1, last_message_id = p_id,
           last_message_at = p_at, last_direction = 'inbound', preview = left(p_text, 160)
     WHERE id = v_conversation;
  END IF;
  INSERT INTO message (id, conversation_id, direction, kind, text, occurred_at, created_at)
  VALUES (p_id, v_conversation, 'inbound', p_kind, p_text, p_at, p_at);
END $$`;

class OneStatementGateway extends InboundGateway {
  constructor(/** @type {pg.Pool} */ pool, /** @type {() => SmsAdapter} */ adapter) {
    super();
    this.pool = pool;
    this.adapter = adapter;
  }

  async receive(/** @type {any} */ account, /** @type {any[]} */ events) {
    for (const { externalId, raw, sender } of events) {
      const id = newId();
      const receivedAt = new Date();
      const { message } = await this.adapter().parse({ id, externalId, raw, receivedAt, account });
      if (!message) throw new Error('Only messages are compared');
      await this.pool.query({
        name: 'one-message',
        text: 'SELECT one_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',
        values: [
          id,
          account.id,
          externalId,
          laneOf(sender),
          raw,
          receivedAt,
          message.sender.address,
          message.language ?? 'ar',
          message.text,
          message.kind,
          newId(),
          newId(),
          formatReference(500_000 + numbers++),
          newId(),
          newId(),
        ],
      });
    }
  }
}
let numbers = 0;

const config = loadConfig(process.env);
const owner = new pg.Client({ connectionString: config.env.DATABASE_URL });
const { url } = await prepareDatabase(
  /** @type {string} */ (config.env.DATABASE_URL),
  config.derivedKey('database-role').toString('base64url'),
);
await owner.connect();
await owner.query(FUNCTION);
await owner.end();
let smsAdapter = /** @type {SmsAdapter | undefined} */ (undefined);
const gateway = new OneStatementGateway(
  new pg.Pool({ connectionString: url, max: POOL }),
  () => /** @type {SmsAdapter} */ (smsAdapter),
);
const testing = await Test.createTestingModule({ imports: [AppModule.of(config, url)] })
  .overrideProvider(InboundGateway)
  .useValue(gateway)
  .compile();
const app = /** @type {any} */ (
  testing.createNestApplication(createHttpAdapter(), {
    logger: new JsonLogger('error', 'all'),
    bodyParser: false,
  })
);
smsAdapter = app.get(SmsAdapter, { strict: false });
await setUpHttp(app, config);
setUpRealtime(app);
await app.init();
await app.get(StaffService, { strict: false }).ensureFirstAdministrator();
await app.listen(config.env.PORT, '127.0.0.1');
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
