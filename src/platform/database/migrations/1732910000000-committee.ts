import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The research committee: who met, who may not see what, and what was decided. */
export class Committee1732910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE committee_session (
        id uuid PRIMARY KEY,
        number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
        held_at timestamptz NOT NULL,
        place text NOT NULL DEFAULT '',
        mode text NOT NULL CHECK (mode IN ('consensus', 'votes')),
        /* Members present and without a conflict of interest, at least, for a decision. */
        quorum integer NOT NULL CHECK (quorum > 0),
        chair_id uuid NOT NULL REFERENCES staff,
        state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'in_session', 'closed', 'cancelled')),
        notes text NOT NULL DEFAULT '',
        opened_at timestamptz,
        closed_at timestamptz,
        /* The minutes as they were when the session was closed. */
        minutes_key text,
        minutes_sha256 bytea,
        created_by uuid NOT NULL REFERENCES staff,
        created_at timestamptz NOT NULL DEFAULT insat_now()
      );
      CREATE INDEX committee_session_list ON committee_session (held_at DESC, id DESC);

      CREATE TABLE committee_seat (
        session_id uuid NOT NULL REFERENCES committee_session ON DELETE CASCADE,
        staff_id uuid NOT NULL REFERENCES staff,
        present boolean NOT NULL DEFAULT false,
        PRIMARY KEY (session_id, staff_id)
      );
      CREATE INDEX committee_seat_staff ON committee_seat (staff_id);

      CREATE TABLE agenda_item (
        id uuid PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES committee_session,
        request_id uuid NOT NULL REFERENCES support_request,
        round integer NOT NULL,
        position integer NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'decided', 'postponed')),
        note text NOT NULL DEFAULT '',
        UNIQUE (session_id, request_id),
        FOREIGN KEY (request_id, round) REFERENCES request_round
      );
      CREATE INDEX agenda_item_request ON agenda_item (request_id);

      /* A member tied to the person: does not see the file, does not count, does not vote. */
      CREATE TABLE conflict_of_interest (
        request_id uuid NOT NULL REFERENCES support_request,
        staff_id uuid NOT NULL REFERENCES staff,
        reason text NOT NULL DEFAULT '',
        declared_by uuid NOT NULL REFERENCES staff,
        declared_at timestamptz NOT NULL DEFAULT insat_now(),
        PRIMARY KEY (request_id, staff_id)
      );

      CREATE TABLE committee_vote (
        agenda_item_id uuid NOT NULL REFERENCES agenda_item,
        staff_id uuid NOT NULL REFERENCES staff,
        choice text NOT NULL CHECK (choice IN ('accept', 'reject', 'abstain', 'postpone')),
        note text NOT NULL DEFAULT '',
        at timestamptz NOT NULL DEFAULT insat_now(),
        PRIMARY KEY (agenda_item_id, staff_id)
      );

      /* One for each round; never changed: a mistake is mended by an appeal, which begins the next round. */
      CREATE TABLE decision (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL,
        round integer NOT NULL,
        session_id uuid NOT NULL REFERENCES committee_session,
        agenda_item_id uuid NOT NULL REFERENCES agenda_item,
        outcome text NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
        reason_code text NOT NULL,
        reason_text text NOT NULL,
        /* Accepted: { what, amountHalalas, period, conditions }. */
        award jsonb,
        /* Rejected: what the person can do about it, and until when. */
        appeal_text text,
        appeal_until timestamptz,
        recorded_by uuid NOT NULL REFERENCES staff,
        decided_at timestamptz NOT NULL DEFAULT insat_now(),
        UNIQUE (request_id, round),
        FOREIGN KEY (request_id, round) REFERENCES request_round,
        CHECK ((outcome = 'accepted') = (award IS NOT NULL))
      );
      CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON decision
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER decision_not_truncated BEFORE TRUNCATE ON decision
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Decisions are not dropped: restore a backup instead.');
  }
}
