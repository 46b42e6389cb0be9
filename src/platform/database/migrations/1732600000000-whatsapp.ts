import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What WhatsApp asks for: when a person last wrote (the reply window), and templates. */
export class Whatsapp1732600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      /* By the network's own clock; some networks let us write freely for some hours after it. */
      ALTER TABLE conversation ADD COLUMN last_inbound_at timestamptz;
      UPDATE conversation c
         SET last_inbound_at = (SELECT m.occurred_at FROM message m
                                 WHERE m.conversation_id = c.id AND m.direction = 'inbound'
                                 ORDER BY m.id DESC LIMIT 1);

      /* Sent as this approved template: { name, language, variables }. */
      ALTER TABLE message ADD COLUMN template jsonb;

      /* As WhatsApp last told us; its own page is where they are written. */
      CREATE TABLE whatsapp_template (
        account_id uuid NOT NULL,
        name text NOT NULL,
        language text NOT NULL,
        status text NOT NULL CHECK (status IN ('approved', 'pending', 'rejected', 'paused')),
        category text NOT NULL,
        quality text,
        text text NOT NULL,
        variables integer NOT NULL,
        synced_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account_id, name, language)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE whatsapp_template;
      ALTER TABLE message DROP COLUMN template;
      ALTER TABLE conversation DROP COLUMN last_inbound_at;
    `);
  }
}
