import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters on paper: who writes them and where an answer goes, and what the pages of a file look like. */
export class Letters1732840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE letter_sender (
        account_id uuid NOT NULL REFERENCES channel_account,
        /* What tells senders apart, folded: begins with the name. */
        key text NOT NULL,
        /* Their contact point's address. */
        address text NOT NULL,
        name text NOT NULL,
        postal jsonb NOT NULL,
        /* What stands below the name on an envelope. */
        lines text[] NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account_id, key)
      );
      /* People by the beginning of their name. */
      CREATE INDEX letter_sender_name ON letter_sender (account_id, key text_pattern_ops);
      CREATE INDEX letter_sender_address ON letter_sender (account_id, address);

      /* A page of a stored file as a picture, drawn when somebody first looked at it. */
      CREATE TABLE page_picture (
        storage_key text NOT NULL,
        page integer NOT NULL CHECK (page > 0),
        /* Of the whole file. */
        pages integer NOT NULL CHECK (pages > 0),
        picture_key text NOT NULL,
        PRIMARY KEY (storage_key, page)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE page_picture; DROP TABLE letter_sender;');
  }
}
