import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newId } from '../ids.js';
import { FIRST_TYPES } from './1732900000000-requests.types.js';

/**
 * Support requests: what is asked for, whether it is true, and that the person stands by it. Time is `insat_now()` here,
 * so that whatever has a deadline asks one clock, which the application's role cannot set.
 */
export class Requests1732900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION insat_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT pg_catalog.now()';

      ALTER TABLE staff DROP CONSTRAINT staff_role_check;
      ALTER TABLE staff ADD CONSTRAINT staff_role_check
        CHECK (role IN ('administrator', 'supervisor', 'officer', 'committee_member', 'representative'));

      CREATE TABLE request_type (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        name_ar text NOT NULL,
        name_en text NOT NULL,
        active boolean NOT NULL DEFAULT true,
        position integer NOT NULL DEFAULT 0,
        /* The one that new requests get. */
        version integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      /* What was asked of people at the time; a request keeps the version that it was made with. */
      CREATE TABLE request_type_version (
        type_id uuid NOT NULL REFERENCES request_type,
        version integer NOT NULL,
        fields jsonb NOT NULL,
        papers jsonb NOT NULL,
        created_by uuid REFERENCES staff,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (type_id, version)
      );

      CREATE SEQUENCE request_number START 100001;

      CREATE TABLE support_request (
        id uuid PRIMARY KEY,
        /* Digits with a check digit, to be read aloud: "7100-0018". */
        reference text NOT NULL UNIQUE,
        type_id uuid NOT NULL,
        type_version integer NOT NULL,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'submitted', 'papers_missing', 'verified', 'under_study',
          'decided', 'notice_due', 'notified', 'delivered', 'closed', 'withdrawn', 'appealed')),
        state_since timestamptz NOT NULL DEFAULT insat_now(),
        /* Where the person came by; its channel is where every notice goes first. */
        conversation_id uuid NOT NULL REFERENCES conversation,
        beneficiary_id uuid REFERENCES beneficiary,
        source text NOT NULL CHECK (source IN ('person', 'officer', 'representative')),
        language text NOT NULL CHECK (language IN ('ar', 'en')),
        /* The message or form that it was made from, so that a repeat makes no second one. */
        origin_message_id uuid UNIQUE REFERENCES message,
        created_by uuid REFERENCES staff,
        owner_id uuid REFERENCES staff,
        /* What the person stands by (attested): who asks, and what for. */
        applicant_name text NOT NULL DEFAULT '',
        national_id bytea,
        national_id_index bytea,
        birth_date date,
        phone text,
        city text,
        data jsonb NOT NULL DEFAULT '{}',
        /* Counts changes of all that. */
        revision integer NOT NULL DEFAULT 1,
        /* 0 before the first submission; an appeal begins the next. */
        round integer NOT NULL DEFAULT 0,
        /* The upper promise: whom we have warned, and told. */
        promise_warned_at timestamptz,
        promise_told_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT insat_now(),
        updated_at timestamptz NOT NULL DEFAULT insat_now(),
        search text GENERATED ALWAYS AS (insat_fold(applicant_name || ' ' || replace(reference, '-', ''))) STORED,
        FOREIGN KEY (type_id, type_version) REFERENCES request_type_version
      );
      CREATE INDEX support_request_list ON support_request (state, updated_at DESC, id DESC);
      CREATE INDEX support_request_all ON support_request (updated_at DESC, id DESC);
      /* Somebody waits for an answer, and nobody was warned that its promised day comes near. */
      CREATE INDEX support_request_promise ON support_request (id) WHERE promise_warned_at IS NULL
        AND state IN ('submitted', 'papers_missing', 'verified', 'under_study', 'appealed');
      CREATE INDEX support_request_conversation ON support_request (conversation_id);
      CREATE INDEX support_request_beneficiary ON support_request (beneficiary_id) WHERE beneficiary_id IS NOT NULL;
      CREATE INDEX support_request_national_id ON support_request (national_id_index) WHERE national_id_index IS NOT NULL;
      CREATE INDEX support_request_search ON support_request USING gin (search gin_trgm_ops);

      /* One submission, or appeal, and the promises made with it. Never changed. */
      CREATE TABLE request_round (
        request_id uuid NOT NULL REFERENCES support_request,
        round integer NOT NULL CHECK (round > 0),
        submitted_at timestamptz NOT NULL DEFAULT insat_now(),
        /* No decision leaves before it. */
        not_before timestamptz NOT NULL,
        /* By when the person is to have it. */
        answer_by timestamptz NOT NULL,
        PRIMARY KEY (request_id, round),
        /* In hours: a day is as long as the session's time zone says, and a session can name any zone. */
        CONSTRAINT two_weeks CHECK (not_before >= submitted_at + interval '336 hours'),
        CHECK (answer_by >= not_before)
      );

      CREATE FUNCTION begin_request_round() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        /* Whoever writes the row does not say when it was submitted: the clock does. */
        NEW.submitted_at := insat_now();
        IF NEW.not_before < NEW.submitted_at + interval '336 hours' THEN
          RAISE EXCEPTION 'a decision may not be promised earlier than two weeks after the request'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'two_weeks';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER request_round_begins BEFORE INSERT ON request_round
        FOR EACH ROW EXECUTE FUNCTION begin_request_round();

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER request_round_stays BEFORE UPDATE OR DELETE ON request_round
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER request_round_not_truncated BEFORE TRUNCATE ON request_round
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      CREATE TABLE request_transition (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        action text NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'hub', 'contact')),
        actor_id uuid,
        reason text,
        /* The transition that this one takes back. */
        undoes uuid UNIQUE REFERENCES request_transition,
        at timestamptz NOT NULL DEFAULT insat_now()
      );
      CREATE INDEX request_transition_request ON request_transition (request_id, id);
      CREATE TRIGGER request_transition_stays BEFORE UPDATE OR DELETE ON request_transition
        FOR EACH ROW EXECUTE FUNCTION refuse_change();

      CREATE TABLE household_member (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        position integer NOT NULL DEFAULT 0,
        name text NOT NULL,
        relation text NOT NULL CHECK (relation IN
          ('spouse', 'son', 'daughter', 'father', 'mother', 'brother', 'sister', 'grandchild', 'other')),
        birth_date date,
        national_id bytea,
        national_id_index bytea,
        note text NOT NULL DEFAULT ''
      );
      CREATE INDEX household_member_request ON household_member (request_id, position);
      CREATE INDEX household_member_national_id ON household_member (national_id_index) WHERE national_id_index IS NOT NULL;

      /* A file of a request: of one paper, of a field, or neither yet. */
      CREATE TABLE request_file (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        paper_key text,
        file_name text NOT NULL,
        content_type text NOT NULL,
        size bigint NOT NULL,
        storage_key text NOT NULL,
        source text NOT NULL CHECK (source IN ('conversation', 'officer', 'person', 'representative')),
        /* Of the attachment that it was taken from. */
        attachment_id uuid,
        added_by uuid REFERENCES staff,
        added_at timestamptz NOT NULL DEFAULT insat_now(),
        removed_at timestamptz
      );
      CREATE INDEX request_file_request ON request_file (request_id) WHERE removed_at IS NULL;
      CREATE UNIQUE INDEX request_file_attachment ON request_file (request_id, attachment_id) WHERE attachment_id IS NOT NULL;

      /* Where each paper of the checklist stands. No row: nothing has come. */
      CREATE TABLE request_paper (
        request_id uuid NOT NULL REFERENCES support_request,
        key text NOT NULL,
        state text NOT NULL CHECK (state IN ('missing', 'received', 'verified', 'refused', 'waived')),
        issued_on date,
        valid_until date,
        /* Why it was refused or waived, in words for the person. */
        reason text,
        checked_by uuid REFERENCES staff,
        checked_at timestamptz,
        PRIMARY KEY (request_id, key)
      );
      /* A datum held against a document: of which value (hash), so that another value is unverified again. */
      CREATE TABLE request_datum (
        request_id uuid NOT NULL REFERENCES support_request,
        key text NOT NULL,
        value_hash bytea NOT NULL,
        checked_by uuid NOT NULL REFERENCES staff,
        checked_at timestamptz NOT NULL DEFAULT insat_now(),
        valid_until date,
        note text,
        PRIMARY KEY (request_id, key)
      );

      /* Structured data that came with a message (a form), to become a request. */
      CREATE TABLE request_intake (
        message_id uuid PRIMARY KEY REFERENCES message,
        conversation_id uuid NOT NULL REFERENCES conversation,
        application jsonb NOT NULL,
        state text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'set_aside')),
        request_id uuid REFERENCES support_request,
        error text,
        attempts smallint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX request_intake_due ON request_intake (message_id) WHERE state = 'due';

      /* What was signed, as it was signed. Only its end can be added. */
      CREATE TABLE attestation (
        id uuid PRIMARY KEY,
        request_id uuid NOT NULL REFERENCES support_request,
        /* The request's revision that was signed. */
        revision integer NOT NULL,
        /* Canonical JSON (RFC 8785), AES-256-GCM, bound to the row's id. */
        snapshot bytea NOT NULL,
        /* SHA-256 of the canonical JSON's bytes. */
        sha256 bytea NOT NULL,
        declaration_version text NOT NULL,
        language text NOT NULL CHECK (language IN ('ar', 'en')),
        method text NOT NULL CHECK (method IN ('signature', 'code', 'mark', 'scan')),
        signer_name text NOT NULL,
        /* Who saw it: always for a mark. A member of staff, or somebody else by name. */
        witness_id uuid REFERENCES staff,
        witness_name text,
        /* The device: { userAgent, address (hash), where }. */
        device jsonb NOT NULL DEFAULT '{}',
        /* The drawn signature, the mark, or the scan. */
        evidence_key text,
        evidence_type text,
        recorded_by uuid REFERENCES staff,
        signed_at timestamptz NOT NULL DEFAULT insat_now(),
        voided_at timestamptz,
        void_reason text,
        CHECK (method <> 'mark' OR witness_id IS NOT NULL OR witness_name IS NOT NULL),
        CHECK ((voided_at IS NULL) = (void_reason IS NULL))
      );
      CREATE UNIQUE INDEX attestation_in_force ON attestation (request_id) WHERE voided_at IS NULL;
      CREATE INDEX attestation_request ON attestation (request_id, id);

      CREATE FUNCTION keep_attestation() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          IF NEW.revision <> (SELECT revision FROM support_request WHERE id = NEW.request_id FOR NO KEY UPDATE) THEN
            RAISE EXCEPTION 'what is signed is not what the request says now' USING ERRCODE = 'check_violation';
          END IF;
          RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL
           AND to_jsonb(NEW) - 'voided_at' - 'void_reason' = to_jsonb(OLD) - 'voided_at' - 'void_reason' THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what was signed is kept as it was signed' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER attestation_kept BEFORE INSERT OR UPDATE OR DELETE ON attestation
        FOR EACH ROW EXECUTE FUNCTION keep_attestation();
      CREATE TRIGGER attestation_not_truncated BEFORE TRUNCATE ON attestation
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      /* Whoever changes what was signed, by whatever path, voids the signature: so it is the database that does it. */
      CREATE FUNCTION void_attestation(of_request uuid) RETURNS void LANGUAGE sql AS $$
        UPDATE attestation SET voided_at = insat_now(), void_reason = 'data_changed'
         WHERE request_id = of_request AND voided_at IS NULL
      $$;
      CREATE FUNCTION request_data_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (NEW.reference, NEW.language, NEW.conversation_id, NEW.type_id, NEW.type_version, NEW.applicant_name, NEW.national_id,
            NEW.national_id_index, NEW.birth_date, NEW.phone, NEW.city, NEW.data)
           IS DISTINCT FROM
           (OLD.reference, OLD.language, OLD.conversation_id, OLD.type_id, OLD.type_version, OLD.applicant_name, OLD.national_id,
            OLD.national_id_index, OLD.birth_date, OLD.phone, OLD.city, OLD.data) THEN
          NEW.revision := OLD.revision + 1;
        END IF;
        IF NEW.revision <> OLD.revision THEN PERFORM void_attestation(NEW.id); END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER support_request_data BEFORE UPDATE ON support_request
        FOR EACH ROW EXECUTE FUNCTION request_data_changed();
      CREATE FUNCTION household_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN UPDATE support_request SET revision = revision + 1 WHERE id = OLD.request_id; END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.request_id <> OLD.request_id) THEN
          UPDATE support_request SET revision = revision + 1 WHERE id = NEW.request_id;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER household_member_data AFTER INSERT OR UPDATE OR DELETE ON household_member
        FOR EACH ROW EXECUTE FUNCTION household_changed();
      /* A file that answers a question is signed with its bytes; files of the checklist are not. */
      CREATE FUNCTION request_file_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE support_request SET revision = revision + 1
         WHERE id = OLD.request_id AND position(OLD.id::text IN data::text) > 0;
        RETURN NULL;
      END $$;
      CREATE TRIGGER request_file_data AFTER UPDATE ON request_file FOR EACH ROW
        WHEN ((OLD.id, OLD.request_id, OLD.file_name, OLD.storage_key, OLD.removed_at)
              IS DISTINCT FROM (NEW.id, NEW.request_id, NEW.file_name, NEW.storage_key, NEW.removed_at))
        EXECUTE FUNCTION request_file_changed();
      CREATE TRIGGER request_file_gone AFTER DELETE ON request_file
        FOR EACH ROW EXECUTE FUNCTION request_file_changed();
      /* The address by which the person came is signed too. */
      CREATE FUNCTION request_contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_TABLE_NAME = 'conversation' THEN
          UPDATE support_request SET revision = revision + 1 WHERE conversation_id = NEW.id;
        ELSE
          UPDATE support_request r SET revision = revision + 1
            FROM conversation c WHERE c.contact_point_id = NEW.id AND r.conversation_id = c.id;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER conversation_contact_data AFTER UPDATE OF contact_point_id ON conversation FOR EACH ROW
        WHEN (OLD.contact_point_id <> NEW.contact_point_id) EXECUTE FUNCTION request_contact_changed();
      CREATE TRIGGER contact_point_data AFTER UPDATE OF channel, address ON contact_point FOR EACH ROW
        WHEN ((OLD.channel, OLD.address) <> (NEW.channel, NEW.address)) EXECUTE FUNCTION request_contact_changed();

      /* Whose contact point it is was said later, or otherwise: the request is that person's, unless its ID number says whose. */
      CREATE FUNCTION request_follows_contact() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE support_request r
           SET beneficiary_id = coalesce((SELECT id FROM beneficiary WHERE national_id_index = r.national_id_index), NEW.beneficiary_id)
          FROM conversation c WHERE c.contact_point_id = NEW.id AND r.conversation_id = c.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER contact_point_person AFTER UPDATE OF beneficiary_id ON contact_point FOR EACH ROW
        WHEN (OLD.beneficiary_id IS DISTINCT FROM NEW.beneficiary_id) EXECUTE FUNCTION request_follows_contact();

      /* Whatever voided it, the record says so. Lines are read in the order of their ids, which begin with the time. */
      CREATE FUNCTION record_voided_attestation() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        at text := lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0');
      BEGIN
        INSERT INTO audit_line (id, actor_kind, action, subject_kind, subject_id, data)
        VALUES (overlay(gen_random_uuid()::text PLACING left(at, 8) || '-' || right(at, 4) || '-7' FROM 1 FOR 15)::uuid,
          'hub', 'request.attestation_voided', 'request', NEW.request_id,
          jsonb_build_object('attestationId', NEW.id, 'revision', NEW.revision, 'reason', NEW.void_reason));
        RETURN NULL;
      END $$;
      CREATE TRIGGER attestation_voided AFTER UPDATE OF voided_at ON attestation
        FOR EACH ROW EXECUTE FUNCTION record_voided_attestation();

      /* Codes that prove that a person has a contact point in the hand. Kept hashed; worth nothing after a few tries. */
      CREATE TABLE one_time_code (
        id uuid PRIMARY KEY,
        purpose text NOT NULL CHECK (purpose IN ('attest', 'track')),
        request_id uuid NOT NULL REFERENCES support_request,
        contact_point_id uuid NOT NULL REFERENCES contact_point,
        /* HMAC, with what the code is good for. */
        code_hash bytea NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT insat_now()
      );
      CREATE INDEX one_time_code_request ON one_time_code (request_id, purpose, id);

      /* What leaves in place of a message's text, and nobody here reads: sealed, and emptied when it has left or is over. */
      CREATE TABLE message_secret (
        message_id uuid PRIMARY KEY REFERENCES message,
        sealed bytea,
        good_until timestamptz NOT NULL
      );
      CREATE INDEX message_secret_kept ON message_secret (good_until) WHERE sealed IS NOT NULL;

      /* What a research officer found out at the person's home. */
      CREATE TABLE social_report (
        request_id uuid PRIMARY KEY REFERENCES support_request,
        text text NOT NULL,
        recommendation text NOT NULL DEFAULT '',
        author_id uuid NOT NULL REFERENCES staff,
        finished_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT insat_now()
      );
    `);
    for (const [position, type] of FIRST_TYPES.entries()) {
      const id = newId();
      await runner.query(
        `INSERT INTO request_type (id, slug, name_ar, name_en, position, version) VALUES ($1, $2, $3, $4, $5, 1)`,
        [id, type.slug, type.name.ar, type.name.en, position],
      );
      await runner.query(
        'INSERT INTO request_type_version (type_id, version, fields, papers) VALUES ($1, 1, $2, $3)',
        [id, JSON.stringify(type.fields), JSON.stringify(type.papers)],
      );
    }
  }

  async down(): Promise<void> {
    throw new Error('What people signed is not dropped: restore a backup instead.');
  }
}
