import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Functions of triggers; what they call looks where they look. */
const GUARDS = [
  'begin_request_round()',
  'keep_attestation()',
  'request_data_changed()',
  'household_changed()',
  'request_file_changed()',
  'request_contact_changed()',
  'request_follows_contact()',
  'record_voided_attestation()',
  'hold_outbound()',
  'hold_hand_task()',
  'hold_website_message()',
  'message_comes_first()',
  'hold_decision_notice()',
  'check_decision_round()',
];

/** What the hub tells people about their requests, the proof that it arrived, and the guard of the two weeks. */
export class Notices1732920000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notice_template (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        /* Null: for every channel that has no text of its own. */
        channel text,
        language text NOT NULL CHECK (language IN ('ar', 'en')),
        version integer NOT NULL,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'proposed', 'approved', 'retired')),
        subject text,
        body text NOT NULL,
        /* On networks that take approved templates only: its name there, and our variables in its order. */
        network_name text,
        network_language text,
        network_variables text[] NOT NULL DEFAULT '{}',
        edited_by uuid NOT NULL REFERENCES staff,
        edited_at timestamptz NOT NULL DEFAULT now(),
        approved_by uuid REFERENCES staff,
        approved_at timestamptz,
        CONSTRAINT second_person CHECK (approved_by <> edited_by),
        CHECK ((state IN ('approved', 'retired')) = (approved_by IS NOT NULL))
      );
      CREATE UNIQUE INDEX notice_template_version ON notice_template (kind, coalesce(channel, ''), language, version);
      CREATE UNIQUE INDEX notice_template_in_force ON notice_template (kind, coalesce(channel, ''), language)
        WHERE state = 'approved';

      CREATE TABLE request_notice (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        round integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('receipt', 'referral', 'missing_papers', 'reminder', 'decision', 'appointment',
          'service_delivered', 'follow_up', 'delay')),
        decision_id uuid REFERENCES decision,
        state text NOT NULL CHECK (state IN
          ('draft', 'awaiting_approval', 'due', 'sending', 'proven', 'undelivered', 'cancelled', 'settled')),
        /* Values for the templates: codes, dates and words. Never an ID number. */
        variables jsonb NOT NULL DEFAULT '{}',
        /* A decision's own words, written by a supervisor, approved by somebody else. */
        text text,
        drafted_by uuid REFERENCES staff,
        approved_by uuid REFERENCES staff,
        approved_at timestamptz,
        not_before timestamptz,
        /* Reminders: until when it is worth sending. */
        dedupe text,
        proof text CHECK (proof IN ('delivered', 'read', 'signed', 'told', 'received', 'shown')),
        proven_at timestamptz,
        /* The step of the ladder that it is on, and when to climb unless there is proof. */
        step integer NOT NULL DEFAULT 0,
        climb_at timestamptz,
        undelivered_since timestamptz,
        undelivered_reason text,
        owner_id uuid REFERENCES staff,
        settled_by uuid REFERENCES staff,
        settled_note text,
        created_at timestamptz NOT NULL DEFAULT insat_now(),
        CONSTRAINT second_person CHECK (approved_by <> drafted_by),
        CONSTRAINT decision_needs_its_date CHECK ((kind = 'decision') = (decision_id IS NOT NULL)
          AND (kind <> 'decision' OR not_before IS NOT NULL)),
        /* Nothing about a decision goes its way before a second person has approved its words. */
        CONSTRAINT decision_approved CHECK (kind <> 'decision' OR state IN ('draft', 'awaiting_approval', 'cancelled')
          OR (approved_by IS NOT NULL AND drafted_by IS NOT NULL AND text IS NOT NULL)),
        UNIQUE (request_id, kind, dedupe)
      );
      CREATE UNIQUE INDEX request_notice_decision ON request_notice (decision_id)
        WHERE decision_id IS NOT NULL AND state <> 'cancelled';
      CREATE INDEX request_notice_due ON request_notice (not_before) WHERE state = 'due';
      CREATE INDEX request_notice_climb ON request_notice (climb_at) WHERE state = 'sending';
      CREATE INDEX request_notice_undelivered ON request_notice (undelivered_since, id) WHERE state = 'undelivered';
      CREATE INDEX request_notice_request ON request_notice (request_id, id);

      /* Every try to reach the person, one channel after the other. */
      CREATE TABLE notice_step (
        id uuid PRIMARY KEY,
        notice_id uuid NOT NULL REFERENCES request_notice,
        position integer NOT NULL,
        contact_point_id uuid REFERENCES contact_point,
        account_id uuid,
        channel text NOT NULL,
        conversation_id uuid REFERENCES conversation,
        message_id uuid UNIQUE REFERENCES message,
        state text NOT NULL CHECK (state IN ('sending', 'proven', 'failed', 'unproven', 'skipped')),
        reason text,
        started_at timestamptz NOT NULL DEFAULT insat_now(),
        ended_at timestamptz,
        UNIQUE (notice_id, position)
      );

      /* Channels on which a person agreed to be written to about their matters, and in which order. */
      ALTER TABLE contact_point ADD COLUMN consented_at timestamptz;

      /*
       * The two weeks. A message that carries a decision names it, and cannot stop doing so; a row of the way out that
       * carries such a message can only wait until the round's date has come. No path of the application gets round it.
       */
      ALTER TABLE message ADD COLUMN decision_id uuid REFERENCES decision;
      ALTER TABLE message ADD CONSTRAINT decision_named
        CHECK ((notice IS NOT DISTINCT FROM 'decision') = (decision_id IS NOT NULL)) NOT VALID;
      CREATE INDEX message_decision ON message (decision_id) WHERE decision_id IS NOT NULL;

      CREATE FUNCTION keep_decision_message() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a message that carries a decision is never changed or removed'
          USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER message_decision_kept BEFORE DELETE ON message
        FOR EACH ROW WHEN (OLD.decision_id IS NOT NULL) EXECUTE FUNCTION keep_decision_message();
      CREATE TRIGGER message_decision_unchanged BEFORE UPDATE ON message
        FOR EACH ROW WHEN (OLD.decision_id IS DISTINCT FROM NEW.decision_id
          OR (OLD.decision_id IS NOT NULL AND (OLD.id, OLD.text, OLD.notice, OLD.conversation_id, OLD.direction)
                IS DISTINCT FROM (NEW.id, NEW.text, NEW.notice, NEW.conversation_id, NEW.direction)))
        EXECUTE FUNCTION keep_decision_message();

      /* When the decision that a message carries may leave; null for every other message. */
      CREATE FUNCTION decision_leaves_at(of_message uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
      DECLARE
        carried uuid;
        earliest timestamptz;
      BEGIN
        SELECT decision_id INTO carried FROM message WHERE id = of_message;
        IF carried IS NULL THEN RETURN NULL; END IF;
        SELECT r.not_before INTO earliest
          FROM decision d JOIN request_round r ON r.request_id = d.request_id AND r.round = d.round WHERE d.id = carried;
        RETURN coalesce(earliest, 'infinity');
      END $$;
      CREATE FUNCTION refuse_early(earliest timestamptz) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF earliest > insat_now() THEN
          RAISE EXCEPTION 'a decision may not leave before %', earliest USING ERRCODE = 'check_violation', CONSTRAINT = 'two_weeks';
        END IF;
      END $$;

      /* Until when a row of the way out is held back: nobody claims it, and what is behind it need not wait. */
      ALTER TABLE outbound ADD COLUMN not_before timestamptz;
      CREATE FUNCTION hold_outbound() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        earliest timestamptz := decision_leaves_at(NEW.message_id);
      BEGIN
        IF earliest IS NULL THEN RETURN NEW; END IF;
        NEW.not_before := greatest(NEW.not_before, earliest);
        IF NEW.state = 'queued' THEN RETURN NEW; END IF;
        IF TG_OP = 'INSERT' THEN
          PERFORM refuse_early(earliest);
        ELSIF OLD.state = 'queued' OR NEW.message_id <> OLD.message_id OR (NEW.state = 'sending' AND OLD.state <> 'sending') THEN
          PERFORM refuse_early(earliest);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER outbound_decision_waits BEFORE INSERT ON outbound
        FOR EACH ROW EXECUTE FUNCTION hold_outbound();
      /* What carries no decision never gets here again: its column stays empty, unless somebody delays it. */
      CREATE TRIGGER outbound_decision_still_waits BEFORE UPDATE ON outbound
        FOR EACH ROW WHEN (NEW.message_id <> OLD.message_id OR OLD.not_before IS NOT NULL OR NEW.not_before IS NOT NULL)
        EXECUTE FUNCTION hold_outbound();

      /* A task that a person carries, and a website's mailbox, hold words too. */
      CREATE FUNCTION hold_hand_task() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM refuse_early(decision_leaves_at(NEW.message_id));
        RETURN NEW;
      END $$;
      CREATE TRIGGER hand_task_decision_waits BEFORE INSERT OR UPDATE OF message_id ON hand_task
        FOR EACH ROW EXECUTE FUNCTION hold_hand_task();
      CREATE FUNCTION hold_website_message() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM refuse_early(decision_leaves_at(NEW.id));
        RETURN NEW;
      END $$;
      CREATE TRIGGER website_message_decision_waits BEFORE INSERT OR UPDATE OF id ON website_message
        FOR EACH ROW EXECUTE FUNCTION hold_website_message();

      /*
       * Those look the message up. In one statement it can be written after what carries it, for keys are looked at last of
       * all; a mailbox has no key. So it looks back when it is written.
       */
      CREATE FUNCTION message_comes_first() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM outbound WHERE message_id = NEW.id) OR EXISTS (SELECT FROM hand_task WHERE message_id = NEW.id)
           OR EXISTS (SELECT FROM website_message WHERE id = NEW.id) THEN
          RAISE EXCEPTION 'a message that carries a decision is written before what carries it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_weeks';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER message_decision_first AFTER INSERT ON message
        FOR EACH ROW WHEN (NEW.decision_id IS NOT NULL) EXECUTE FUNCTION message_comes_first();

      /* Nor is it written down early that the person knows. */
      CREATE FUNCTION hold_decision_notice() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM refuse_early(coalesce((
          SELECT r.not_before FROM decision d JOIN request_round r ON r.request_id = d.request_id AND r.round = d.round
           WHERE d.id = NEW.decision_id), 'infinity'));
        RETURN NEW;
      END $$;
      CREATE TRIGGER request_notice_decision_waits BEFORE INSERT OR UPDATE ON request_notice
        FOR EACH ROW WHEN (NEW.kind = 'decision' AND NEW.state IN ('sending', 'proven', 'undelivered', 'settled'))
        EXECUTE FUNCTION hold_decision_notice();
      CREATE FUNCTION keep_decision_notice() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a notice stays the notice of its decision' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER request_notice_decision_kept BEFORE UPDATE ON request_notice
        FOR EACH ROW WHEN ((NEW.id, NEW.request_id, NEW.kind, NEW.decision_id)
          IS DISTINCT FROM (OLD.id, OLD.request_id, OLD.kind, OLD.decision_id))
        EXECUTE FUNCTION keep_decision_notice();

      /* A decision is of the round that its request is in, not of one whose time has passed already. */
      CREATE FUNCTION check_decision_round() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.round <> (SELECT max(r.round) FROM request_round r WHERE r.request_id = NEW.request_id) THEN
          RAISE EXCEPTION 'a decision belongs to the request''s last round' USING ERRCODE = 'check_violation';
        END IF;
        NEW.decided_at := insat_now();
        RETURN NEW;
      END $$;
      CREATE TRIGGER decision_of_last_round BEFORE INSERT ON decision
        FOR EACH ROW EXECUTE FUNCTION check_decision_round();

      CREATE TRIGGER message_not_truncated BEFORE TRUNCATE ON message
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
    // The application's role may make tables and functions in a schema of its own (the queue's) and temporary ones, and
    // say where names are looked up first: guards look at the tables that were meant, whoever calls.
    for (const guard of GUARDS)
      await runner.query(`ALTER FUNCTION ${guard} SET search_path = pg_catalog, public, pg_temp`);
  }

  async down(): Promise<void> {
    throw new Error('The guard of the two weeks is not dropped: restore a backup instead.');
  }
}
