import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a channel knows of a message besides its words, and every kind of answer that a person carries. */
export class Carried1732800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      /* A flat object; json and not jsonb, because the order of its names is the order to be read. */
      ALTER TABLE message ADD COLUMN facts json;

      ALTER TABLE hand_task DROP CONSTRAINT hand_task_kind_check;
      ALTER TABLE hand_task ADD CONSTRAINT hand_task_kind_check
        CHECK (kind IN ('call_back', 'letter', 'visit', 'hand_over'));
      /* How far it is, for kinds of several steps (a letter: printed, dispatched); null before the first. */
      ALTER TABLE hand_task ADD COLUMN step text;
      /* What its kind has to keep: a tracking number, the storage key of a signature. */
      ALTER TABLE hand_task ADD COLUMN details jsonb NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE hand_task DROP COLUMN details;
      ALTER TABLE hand_task DROP COLUMN step;
      ALTER TABLE hand_task DROP CONSTRAINT hand_task_kind_check;
      ALTER TABLE hand_task ADD CONSTRAINT hand_task_kind_check CHECK (kind IN ('call_back'));
      ALTER TABLE message DROP COLUMN facts;
    `);
  }
}
