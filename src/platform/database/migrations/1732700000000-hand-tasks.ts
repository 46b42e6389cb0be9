import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers that a person carries: what is to be done, and how it ended. */
export class HandTasks1732700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE hand_task (
        message_id uuid PRIMARY KEY REFERENCES message,
        account_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('call_back')),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
        /* How often it was tried in vain. */
        attempts smallint NOT NULL DEFAULT 0,
        /* Not before: somebody who did not answer is tried again later. */
        due_at timestamptz NOT NULL DEFAULT now(),
        outcome text,
        closed_by uuid REFERENCES staff,
        closed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX hand_task_open ON hand_task (kind, due_at, message_id) WHERE state = 'open';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE hand_task');
  }
}
