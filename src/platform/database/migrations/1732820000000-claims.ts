import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is about to do a task, so that a colleague does not do it as well. It runs out by itself. */
export class Claims1732820000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hand_task ADD COLUMN claimed_by uuid REFERENCES staff;
      ALTER TABLE hand_task ADD COLUMN claimed_until timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hand_task DROP COLUMN claimed_until;
      ALTER TABLE hand_task DROP COLUMN claimed_by;
    `);
  }
}
