import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The main job's tables, in the order of a message's life (over 400 lines: a migration is one step). Ids are UUIDv7 made in the application, times
 * are `timestamptz`. The hot path is set-based SQL over these tables; only settings have entities.
 */
export class MainJob1732000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE setting (
        key text PRIMARY KEY,
        value jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      /* Search's folding, twin of platform/i18n/fold.ts; immutable, so that indexes can use it. About 60 µs for
         a message where fold() takes 6: fold in the application where rows are written in numbers. */
      CREATE FUNCTION insat_fold(input text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN translate(
          lower(regexp_replace(
            normalize(input, NFKD),
            '[\\u0300-\\u036F\\u0610-\\u061A\\u0640\\u064B-\\u065F\\u0670\\u0674\\u06D6-\\u06DC\\u06DF-\\u06E8\\u06EA-\\u06ED\\u08D3-\\u08FF\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF\\uFE00-\\uFE0F]',
            '', 'g') COLLATE "C"),
          'ٱٲٳىیېےةۃہھەکڪگ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
          'اااييييهههههككك01234567890123456789');

      CREATE TABLE audit_line (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'hub', 'contact')),
        actor_id uuid,
        action text NOT NULL,
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        data jsonb NOT NULL DEFAULT '{}'
      );
      CREATE INDEX audit_line_subject ON audit_line (subject_id, id);

      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit lines are append-only' USING ERRCODE = 'insufficient_privilege';
      END $$;
      CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
      CREATE TRIGGER audit_line_no_truncate BEFORE TRUNCATE ON audit_line
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

      CREATE TABLE staff (
        id uuid PRIMARY KEY,
        email text NOT NULL UNIQUE CHECK (email = lower(email)),
        name text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL CHECK (role IN ('administrator', 'supervisor', 'officer')),
        locale text NOT NULL DEFAULT 'ar' CHECK (locale IN ('ar', 'en')),
        active boolean NOT NULL DEFAULT true,
        /* Whether routing may give this person conversations. */
        routable boolean NOT NULL DEFAULT true,
        /* Open conversations at one time; routing gives no more. */
        capacity integer NOT NULL DEFAULT 20 CHECK (capacity >= 0),
        away boolean NOT NULL DEFAULT false,
        /* Renewed while a browser is connected; in the past = not here. */
        present_until timestamptz NOT NULL DEFAULT '-infinity',
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE team (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        name_ar text NOT NULL,
        name_en text NOT NULL,
        is_default boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX team_one_default ON team (is_default) WHERE is_default;

      CREATE TABLE team_member (
        team_id uuid NOT NULL REFERENCES team ON DELETE CASCADE,
        staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
        PRIMARY KEY (team_id, staff_id)
      );
      CREATE INDEX team_member_staff ON team_member (staff_id);

      /* First matching rule by position decides; null channel or empty keywords match everything. */
      CREATE TABLE routing_rule (
        id uuid PRIMARY KEY,
        position integer NOT NULL,
        channel text,
        /* Folded as search folds Arabic; one of them in the text is enough. */
        keywords text[] NOT NULL DEFAULT '{}',
        team_id uuid NOT NULL REFERENCES team ON DELETE CASCADE,
        active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE holiday (
        day date PRIMARY KEY,
        name text NOT NULL
      );

      CREATE TABLE session (
        token_hash bytea PRIMARY KEY,
        staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX session_staff ON session (staff_id);

      CREATE TABLE access_token (
        id uuid PRIMARY KEY,
        staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
        name text NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz,
        expires_at timestamptz
      );
      CREATE INDEX access_token_staff ON access_token (staff_id);

      /* Failed sign-ins per key (hashed address or e-mail), shared by all processes. */
      CREATE TABLE login_throttle (
        key bytea PRIMARY KEY,
        failures integer NOT NULL,
        blocked_until timestamptz NOT NULL DEFAULT '-infinity',
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      /*
       * Accounts are never removed. The tables of the hot path name them without a foreign key: it would look the
       * same row up for each of theirs, and transactions side by side would queue for the lock that this takes.
       */
      CREATE TABLE channel_account (
        id uuid PRIMARY KEY,
        channel text NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (channel, name)
      );

      /* 1. The journal: durable before anything is acknowledged. */
      CREATE TABLE inbound_event (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('message', 'status')),
        external_id text NOT NULL,
        lane smallint NOT NULL,
        raw bytea NOT NULL,
        received_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'set_aside')),
        /* Why it is set aside, for an administrator; no message text. */
        error text,
        attempts smallint NOT NULL DEFAULT 0,
        settled_at timestamptz,
        UNIQUE (account_id, external_id)
      ) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
      CREATE INDEX inbound_event_pending ON inbound_event (lane, id) WHERE state = 'pending';
      CREATE INDEX inbound_event_set_aside ON inbound_event (id) WHERE state = 'set_aside';

      /* 2. People and what they say. */
      CREATE TABLE beneficiary (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        note text NOT NULL DEFAULT '',
        /* AES-256-GCM; looked up by its blind index. */
        national_id bytea,
        national_id_index bytea UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE contact_point (
        id uuid PRIMARY KEY,
        channel text NOT NULL,
        address text NOT NULL,
        display_name text,
        language text CHECK (language IN ('ar', 'en')),
        beneficiary_id uuid REFERENCES beneficiary ON DELETE SET NULL,
        /* Other ways to reach the person, left with a message (the website's form). */
        phone text,
        email text,
        opted_out_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (channel, address)
      );
      CREATE INDEX contact_point_beneficiary ON contact_point (beneficiary_id) WHERE beneficiary_id IS NOT NULL;

      CREATE SEQUENCE conversation_number START 100001;

      CREATE TABLE conversation (
        id uuid PRIMARY KEY,
        /* Digits with a check digit, for the phone: 100-0017. */
        reference text NOT NULL UNIQUE,
        channel text NOT NULL,
        account_id uuid NOT NULL,
        contact_point_id uuid NOT NULL REFERENCES contact_point,
        subject text,
        language text NOT NULL CHECK (language IN ('ar', 'en')),
        status text NOT NULL CHECK (status IN ('open', 'closed')),
        team_id uuid REFERENCES team,
        assignee_id uuid REFERENCES staff,
        /* Routing has yet to look at it: a new opening, or nobody was free. */
        awaits_routing boolean NOT NULL DEFAULT true,
        /* How often it was opened; each opening gets one receipt. */
        opening integer NOT NULL DEFAULT 1,
        opened_at timestamptz NOT NULL,
        closed_at timestamptz,
        /* The first message of the person that nobody has answered; null when answered. */
        waiting_since timestamptz,
        /* When the opening is to be answered, as the receipt promises. */
        answer_due_at timestamptz,
        unread integer NOT NULL DEFAULT 0,
        /* Messages of ours that could not be delivered and that nobody has looked after yet. */
        undelivered integer NOT NULL DEFAULT 0,
        last_message_id uuid NOT NULL,
        last_message_at timestamptz NOT NULL,
        last_direction text NOT NULL CHECK (last_direction IN ('inbound', 'outbound')),
        preview text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80);
      CREATE INDEX conversation_by_contact ON conversation (contact_point_id, account_id, id DESC);
      CREATE INDEX conversation_list ON conversation (status, last_message_at DESC, id DESC);
      CREATE INDEX conversation_assignee ON conversation (assignee_id, status, last_message_at DESC, id DESC)
        WHERE assignee_id IS NOT NULL;
      CREATE INDEX conversation_unassigned ON conversation (last_message_at DESC, id DESC)
        WHERE assignee_id IS NULL AND status = 'open';
      CREATE INDEX conversation_without_team ON conversation (opened_at, id)
        WHERE awaits_routing AND team_id IS NULL;
      CREATE INDEX conversation_without_officer ON conversation (team_id, opened_at, id)
        WHERE awaits_routing AND team_id IS NOT NULL;

      /* An inbound message's id is its journal row's id. */
      CREATE TABLE message (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversation,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'note')),
        kind text NOT NULL,
        text text NOT NULL,
        quoted_text text,
        subject text,
        /* Written by a machine: theirs (auto-reply) or ours (receipt). */
        automatic boolean NOT NULL DEFAULT false,
        /* The officer who wrote it; null for the person and for the hub. */
        staff_id uuid REFERENCES staff,
        /* What kind of notice the hub composed; null for anything written by a person. */
        notice text,
        has_attachments boolean NOT NULL DEFAULT false,
        occurred_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX message_thread ON message (conversation_id, id);

      CREATE TABLE attachment (
        id uuid PRIMARY KEY,
        message_id uuid NOT NULL REFERENCES message,
        position smallint NOT NULL,
        file_name text NOT NULL,
        content_type text NOT NULL,
        size bigint,
        storage_key text,
        /* 'pending': still at the provider, under remote_url. */
        state text NOT NULL CHECK (state IN ('stored', 'pending', 'failed')),
        remote_url text,
        content_id text,
        attempts smallint NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (message_id, position)
      );
      CREATE INDEX attachment_pending ON attachment (next_attempt_at) WHERE state = 'pending';

      /* A file that an officer or a visitor uploaded and has not yet sent. */
      CREATE TABLE upload (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL,
        file_name text NOT NULL,
        content_type text NOT NULL,
        size bigint NOT NULL,
        storage_key text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      /* 3. The way out: one row per message to send, written with what caused it. */
      CREATE TABLE outbound (
        message_id uuid PRIMARY KEY REFERENCES message,
        conversation_id uuid NOT NULL REFERENCES conversation,
        account_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN
          ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'sandboxed')),
        attempts smallint NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        /* While a worker sends it; past this, the worker is dead and the outcome uncertain. */
        lease_until timestamptz,
        external_id text,
        error_code text,
        error_detail text,
        sent_at timestamptz,
        delivered_at timestamptz,
        read_at timestamptz,
        failed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX outbound_external_id ON outbound (account_id, external_id) WHERE external_id IS NOT NULL;
      CREATE INDEX outbound_unsent ON outbound (conversation_id, message_id)
        WHERE state IN ('queued', 'sending', 'uncertain');
      CREATE INDEX outbound_due ON outbound (account_id, next_attempt_at) WHERE state = 'queued';
      CREATE INDEX outbound_leased ON outbound (lease_until) WHERE state = 'sending';

      /* Everything the networks reported, as it came: the proof. */
      CREATE TABLE delivery_event (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL,
        message_id uuid,
        external_id text,
        status text NOT NULL,
        code text,
        detail text,
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX delivery_event_message ON delivery_event (message_id) WHERE message_id IS NOT NULL;
      /* Reports that came before we knew the id they name; the sweep matches them. */
      CREATE INDEX delivery_event_unmatched ON delivery_event (account_id, external_id) WHERE message_id IS NULL;

      CREATE TABLE notice (
        id uuid PRIMARY KEY,
        conversation_id uuid NOT NULL REFERENCES conversation,
        contact_point_id uuid NOT NULL REFERENCES contact_point,
        kind text NOT NULL,
        /* For a receipt: which opening it confirms. */
        occasion integer NOT NULL,
        state text NOT NULL CHECK (state IN ('due', 'published', 'suppressed')),
        /* Why it was held back: 'automatic', 'opted_out', 'daily_cap'. */
        reason text,
        message_id uuid REFERENCES message,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (conversation_id, kind, occasion)
      );
      CREATE INDEX notice_due ON notice (id) WHERE state = 'due';
      /* How many an address has had lately. */
      CREATE INDEX notice_published ON notice (contact_point_id, created_at) WHERE state = 'published';

      /* A repeated Idempotency-Key answers with the first outcome. */
      CREATE TABLE idempotency_key (
        staff_id uuid NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        message_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (staff_id, key)
      );

      /* Channels' own state. */
      CREATE TABLE email_mailbox (
        account_id uuid NOT NULL REFERENCES channel_account,
        mailbox text NOT NULL,
        uid_validity numeric NOT NULL,
        last_uid numeric NOT NULL,
        /* Mail that the server got before this stays where it is. */
        taken_since timestamptz NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account_id, mailbox)
      );

      CREATE TABLE website_visitor (
        id uuid PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES channel_account,
        token_hash bytea NOT NULL UNIQUE,
        name text,
        phone text,
        email text,
        language text NOT NULL CHECK (language IN ('ar', 'en')),
        page_url text,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE website_message (
        id uuid PRIMARY KEY,
        visitor_id uuid NOT NULL REFERENCES website_visitor,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        text text NOT NULL,
        attachments jsonb NOT NULL DEFAULT '[]',
        automatic boolean NOT NULL DEFAULT false,
        delivered_at timestamptz,
        read_at timestamptz,
        /* Order of arrival: a visitor's clock, and so the time in an id made there, can be wrong. */
        seq bigint GENERATED ALWAYS AS IDENTITY,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX website_message_thread ON website_message (visitor_id, seq);

      /* What a visitor or an address has used up; worth nothing after a crash, so it costs no log. */
      CREATE UNLOGGED TABLE rate_limit (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not undone: drop the database instead.');
  }
}
