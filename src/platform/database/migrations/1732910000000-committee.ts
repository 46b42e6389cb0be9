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
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'decided', 'postponed', 'returned')),
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

      CREATE INDEX conflict_of_interest_staff ON conflict_of_interest (staff_id);

      /* Whoever is tied to a person is tied to all of that person's requests. */
      CREATE FUNCTION has_conflict(of_staff uuid, of_request uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
          SELECT FROM conflict_of_interest c
            JOIN support_request told ON told.id = c.request_id JOIN support_request r ON r.id = of_request
           WHERE c.staff_id = of_staff AND (told.id = r.id OR told.beneficiary_id = r.beneficiary_id
              OR told.national_id_index = r.national_id_index))
      $$;

      /* The same from the other end: all requests that are kept from somebody. */
      CREATE FUNCTION tied_requests(of_staff uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        SELECT r.id FROM conflict_of_interest c JOIN support_request told ON told.id = c.request_id
         CROSS JOIN LATERAL (SELECT told.id
           UNION SELECT o.id FROM support_request o WHERE o.beneficiary_id = told.beneficiary_id
           UNION SELECT o.id FROM support_request o WHERE o.national_id_index = told.national_id_index) r
         WHERE c.staff_id = of_staff GROUP BY r.id
      $$;

      CREATE TABLE committee_vote (
        agenda_item_id uuid NOT NULL REFERENCES agenda_item,
        staff_id uuid NOT NULL REFERENCES staff,
        choice text NOT NULL CHECK (choice IN ('accept', 'reject', 'abstain', 'postpone')),
        note text NOT NULL DEFAULT '',
        at timestamptz NOT NULL DEFAULT insat_now(),
        PRIMARY KEY (agenda_item_id, staff_id)
      );

      /* What the minutes say stays true: nothing of a session changes once it is closed or cancelled. */
      CREATE FUNCTION require_open_session(of_session uuid) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM committee_session WHERE id = of_session AND state IN ('closed', 'cancelled')) THEN
          RAISE EXCEPTION 'nothing of a session changes after it was closed' USING ERRCODE = 'insufficient_privilege';
        END IF;
      END $$;
      CREATE FUNCTION keep_closed_session() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.state IN ('closed', 'cancelled') OR TG_OP = 'DELETE' THEN
          RAISE EXCEPTION 'nothing of a session changes after it was closed' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE FUNCTION keep_part_of_closed_session() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN PERFORM require_open_session(OLD.session_id); END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        PERFORM require_open_session(NEW.session_id);
        RETURN NEW;
      END $$;
      /* A vote stands as it was once the item has its outcome. */
      CREATE FUNCTION keep_vote() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        of_item uuid;
      BEGIN
        IF TG_OP = 'DELETE' THEN of_item := OLD.agenda_item_id; ELSE of_item := NEW.agenda_item_id; END IF;
        IF TG_OP = 'UPDATE' AND OLD.agenda_item_id <> NEW.agenda_item_id
           OR EXISTS (SELECT FROM agenda_item WHERE id = of_item AND state <> 'waiting') THEN
          RAISE EXCEPTION 'a vote stays as it was when the item was settled' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM require_open_session((SELECT session_id FROM agenda_item WHERE id = of_item));
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER committee_session_kept BEFORE UPDATE OR DELETE ON committee_session
        FOR EACH ROW EXECUTE FUNCTION keep_closed_session();
      CREATE TRIGGER committee_seat_kept BEFORE INSERT OR UPDATE OR DELETE ON committee_seat
        FOR EACH ROW EXECUTE FUNCTION keep_part_of_closed_session();
      CREATE TRIGGER agenda_item_kept BEFORE INSERT OR UPDATE OR DELETE ON agenda_item
        FOR EACH ROW EXECUTE FUNCTION keep_part_of_closed_session();
      CREATE TRIGGER committee_vote_kept BEFORE INSERT OR UPDATE OR DELETE ON committee_vote
        FOR EACH ROW EXECUTE FUNCTION keep_vote();

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
