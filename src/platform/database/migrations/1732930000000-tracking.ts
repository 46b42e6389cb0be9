import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The person's own page: who has proved to be the person, and what they think of us. */
export class Tracking1732930000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE track_session (
        token_hash bytea PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        contact_point_id uuid NOT NULL REFERENCES contact_point,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX track_session_expired ON track_session (expires_at);

      /* An instrument for correction and development, not for punishing anyone: it names no officer. */
      CREATE TABLE service_rating (
        request_id uuid PRIMARY KEY REFERENCES support_request,
        stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
        comment text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT insat_now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE service_rating; DROP TABLE track_session;');
  }
}
