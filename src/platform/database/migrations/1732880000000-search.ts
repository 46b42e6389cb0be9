import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People are found by any part of their name, number or address while somebody waits. The folded text is kept: a row
 * is folded when it is written, not each time somebody searches.
 */
export class Search1732880000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      ALTER TABLE contact_point ADD COLUMN search text GENERATED ALWAYS AS (insat_fold(
        coalesce(display_name, '') || ' ' || address || ' ' || coalesce(phone, '') || ' ' || coalesce(email, ''))) STORED;
      CREATE INDEX contact_point_search ON contact_point USING gin (search gin_trgm_ops);

      ALTER TABLE beneficiary ADD COLUMN search text GENERATED ALWAYS AS (insat_fold(name)) STORED;
      CREATE INDEX beneficiary_search ON beneficiary USING gin (search gin_trgm_ops);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE beneficiary DROP COLUMN search;
      ALTER TABLE contact_point DROP COLUMN search;
    `);
  }
}
