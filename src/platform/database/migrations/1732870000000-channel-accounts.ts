import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Channel accounts that are made in Settings, beside those that the environment makes. */
export class ChannelAccounts1732870000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel_account
        /* What staff call it. */
        ADD COLUMN label text,
        /* Whose form its settings fill in ("twilio"); null: its settings stand in the environment. */
        ADD COLUMN provider text,
        /* JSON, AES-256-GCM; bound to the row's id. */
        ADD COLUMN settings bytea,
        ADD COLUMN enabled boolean NOT NULL DEFAULT true,
        /* Counts changes, so that every process knows what it has not read yet. */
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
        ADD CONSTRAINT channel_account_settings CHECK ((provider IS NULL) = (settings IS NULL));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel_account
        DROP CONSTRAINT channel_account_settings,
        DROP COLUMN label, DROP COLUMN provider, DROP COLUMN settings,
        DROP COLUMN enabled, DROP COLUMN version, DROP COLUMN updated_at;
    `);
  }
}
