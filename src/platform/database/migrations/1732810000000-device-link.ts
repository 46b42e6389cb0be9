import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts that work through somebody's phone: who keeps the connection, and how it stands. */
export class DeviceLink1732810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE device_link (
        account_id uuid PRIMARY KEY REFERENCES channel_account,
        /* The one process that may have the connection, for as long as it renews this. */
        owner uuid,
        owned_until timestamptz,
        state text NOT NULL DEFAULT 'starting' CHECK (state IN
          ('starting', 'code', 'linking', 'connected', 'disconnected', 'logged_out', 'unlinked', 'unable')),
        reason text,
        code text,
        number text,
        changed_at timestamptz NOT NULL DEFAULT now(),
        /* What an administrator wants, until the owner has heard of it. */
        asked text CHECK (asked IN ('begin', 'end')),
        /* Messages from before the number was linked are none of our business. */
        linked_at timestamptz,
        /* Everything up to here has been read. */
        read_until timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE device_link');
  }
}
