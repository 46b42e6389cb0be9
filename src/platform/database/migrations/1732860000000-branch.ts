import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Representatives of the branches, the phones they carry, and whom they speak for. */
export class Branch1732860000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE staff DROP CONSTRAINT staff_role_check;
      ALTER TABLE staff ADD CONSTRAINT staff_role_check
        CHECK (role IN ('administrator', 'supervisor', 'officer', 'representative'));
      /* Where a representative works. */
      ALTER TABLE staff ADD COLUMN branch text;

      /* A phone that a representative signed in on once. Wiped ones stay: their number is on people's papers. */
      CREATE TABLE branch_device (
        id uuid PRIMARY KEY,
        /* The first part of every receipt number that the phone writes. */
        number integer GENERATED ALWAYS AS IDENTITY (START WITH 11) UNIQUE,
        staff_id uuid NOT NULL REFERENCES staff,
        name text NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        /* Opens what the phone keeps when its PIN is forgotten; AES-256-GCM, gone once the phone is wiped. */
        recovery_key bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        wiped_at timestamptz,
        wiped_by uuid REFERENCES staff,
        /* The phone said that it has erased everything. */
        erased_at timestamptz
      );
      CREATE INDEX branch_device_staff ON branch_device (staff_id);

      /* Who carries answers to somebody who came through a representative. */
      CREATE TABLE branch_person (
        /* Of the contact point; made on the phone. */
        address text PRIMARY KEY,
        staff_id uuid NOT NULL REFERENCES staff,
        branch text,
        last_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX branch_person_staff ON branch_person (staff_id, last_at DESC);

      /* Every change of a person's details that a phone asked for, those too that the office's own kept out. */
      CREATE TABLE branch_person_edit (
        id uuid PRIMARY KEY,
        address text NOT NULL,
        staff_id uuid NOT NULL REFERENCES staff,
        name text NOT NULL,
        phone text,
        base_name text,
        base_phone text,
        applied boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX branch_person_edit_address ON branch_person_edit (address, id);

      /* Photographs that have come ahead of what they belong to, by their own hash. */
      CREATE TABLE branch_photo (
        staff_id uuid NOT NULL REFERENCES staff,
        sha256 bytea NOT NULL,
        storage_key text NOT NULL,
        content_type text NOT NULL,
        size integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (staff_id, sha256)
      );

      /* The number on the paper in a person's hand, to be searched for. */
      CREATE INDEX message_branch_receipt ON message (replace(facts ->> 'branch.receipt', '-', ''))
        WHERE facts ->> 'branch.receipt' IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX message_branch_receipt;
      DROP TABLE branch_photo, branch_person_edit, branch_person, branch_device;
      ALTER TABLE staff DROP COLUMN branch;
      ALTER TABLE staff DROP CONSTRAINT staff_role_check;
      ALTER TABLE staff ADD CONSTRAINT staff_role_check CHECK (role IN ('administrator', 'supervisor', 'officer'));
    `);
  }
}
