import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What strangers upload stays apart until something of theirs claims it, so that the rest can be removed. */
export class PublicUploads1732950000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      /* Under which name the bytes are held; null: they are stored for good. */
      ALTER TABLE upload ADD COLUMN held text;
      CREATE INDEX upload_held ON upload (created_at) INCLUDE (size) WHERE held IS NOT NULL;

      /* The parts of files count for the same budget, whichever channel they come through. */
      ALTER TABLE form_part RENAME TO upload_part;
      ALTER TABLE upload_part RENAME COLUMN form_id TO owner_id;
      ALTER TABLE upload_part RENAME COLUMN file_id TO upload_id;
      ALTER INDEX form_part_old RENAME TO upload_part_old;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER INDEX upload_part_old RENAME TO form_part_old;
      ALTER TABLE upload_part RENAME COLUMN upload_id TO file_id;
      ALTER TABLE upload_part RENAME COLUMN owner_id TO form_id;
      ALTER TABLE upload_part RENAME TO form_part;
      DELETE FROM upload WHERE held IS NOT NULL;
      ALTER TABLE upload DROP COLUMN held;
    `);
  }
}
