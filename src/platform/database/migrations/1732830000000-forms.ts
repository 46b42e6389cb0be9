import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newId } from '../ids.js';

/** What the public forms need between the first question and the journal, and who gets the volunteers. */
export class Forms1732830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      /* Solved challenges: each opens one form. The form that it opened may ask again, because an answer can get lost. */
      CREATE TABLE form_proof (
        signature text PRIMARY KEY,
        form_id uuid NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX form_proof_expired ON form_proof (expires_at);

      /* A file comes in parts, so that a slow phone goes on where the line broke. Whole, it is an upload. */
      CREATE TABLE form_part (
        form_id uuid NOT NULL,
        file_id uuid NOT NULL,
        number smallint NOT NULL,
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (form_id, file_id, number)
      );
      CREATE INDEX form_part_old ON form_part (created_at);

      /* The number on the page and on paper, which people read out when they have no other. */
      CREATE INDEX message_form_receipt ON message ((facts ->> 'form.receipt'))
        WHERE facts ->> 'form.receipt' IS NOT NULL;
    `);
    // A hub that an administrator has set up already keeps its own rules.
    const [{ fresh }] = await runner.query(`
      SELECT NOT EXISTS (SELECT 1 FROM routing_rule)
         AND NOT EXISTS (SELECT 1 FROM team WHERE slug = 'volunteering') AS fresh`);
    if (!fresh) return;
    const team = newId();
    await runner.query(`INSERT INTO team (id, slug, name_ar, name_en) VALUES ($1, 'volunteering', $2, $3)`, [
      team,
      'التطوع',
      'Volunteering',
    ]);
    await runner.query(
      `INSERT INTO routing_rule (id, position, channel, team_id) VALUES ($1, 0, 'volunteering', $2)`,
      [newId(), team],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // The team and its rule stay: somebody may be working with them.
    await runner.query(`
      DROP INDEX message_form_receipt;
      DROP TABLE form_part;
      DROP TABLE form_proof;
    `);
  }
}
