import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.js';
import type { Language } from '../../platform/i18n/translate.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { canonicalJson, type Json } from '../../platform/json/canonical-json.js';
import { CURRENT_DECLARATION } from './attestation.declaration.js';
import { RequestNotFoundError } from './requests.errors.js';

type Words = Record<Language, string>;

/** Another format is another name: what was signed is read by the format that it names. */
const FORMAT = 'insat.attestation/1';

export interface AttestedField {
  key: string;
  kind: string;
  label: Words;
  /** As the request keeps it; null when nothing was said. A person's ID number is whole. */
  value: Json;
  /** Of a choice: what the chosen values are called. */
  chosen?: Words[];
  /** Of a file field: what the files are called, and the hash of their bytes. */
  files?: { name: string; sha256: string }[];
}

/** Everything that the person stands by, as canonical JSON holds it. Days are YYYY-MM-DD, money is halalas. */
export interface AttestedSnapshot {
  format: typeof FORMAT;
  reference: string;
  revision: number;
  language: Language;
  type: { slug: string; version: number; name: Words };
  applicant: {
    name: string;
    nationalId: string | null;
    birthDate: string | null;
    phone: string | null;
    city: string | null;
  };
  contact: { channel: string; address: string };
  fields: AttestedField[];
  household: {
    name: string;
    relation: string;
    birthDate: string | null;
    nationalId: string | null;
    note: string;
  }[];
  declaration: { version: string; language: Language; text: string };
}

export interface Snapshot {
  content: AttestedSnapshot;
  /** RFC 8785. */
  canonical: string;
  /** Of the canonical JSON's bytes. */
  sha256: Buffer;
  revision: number;
}

interface RequestRow {
  reference: string;
  revision: number;
  language: Language;
  slug: string;
  version: number;
  nameAr: string;
  nameEn: string;
  fields: { key: string; kind: string; label: Words; options?: { value: string; label: Words }[] }[];
  applicantName: string;
  nationalId: Buffer | null;
  birthDate: string | null;
  phone: string | null;
  city: string | null;
  data: Record<string, Json>;
  channel: string;
  address: string;
  files: { id: string; name: string; sha256: string }[] | null;
}

interface MemberRow {
  id: string;
  name: string;
  relation: string;
  birthDate: string | null;
  nationalId: Buffer | null;
  note: string;
}

/** Puts together what a request says now, in the form in which it is signed. */
@Injectable()
export class AttestationSnapshots {
  constructor(@Inject(NationalIds) private readonly nationalIds: NationalIds) {}

  /**
   * In a transaction that has locked the request nothing of it changes meanwhile: the household, too, is changed under
   * the request's lock.
   * @throws RequestNotFoundError
   */
  async of(sql: Sql, requestId: string): Promise<Snapshot> {
    const row = await this.request(sql, requestId);
    const household = await this.household(sql, requestId);
    const content: AttestedSnapshot = {
      format: FORMAT,
      reference: row.reference,
      revision: row.revision,
      language: row.language,
      type: { slug: row.slug, version: row.version, name: { ar: row.nameAr, en: row.nameEn } },
      applicant: {
        name: row.applicantName,
        nationalId: row.nationalId && this.nationalIds.decrypt(row.nationalId, requestId),
        birthDate: row.birthDate,
        phone: row.phone,
        city: row.city,
      },
      contact: { channel: row.channel, address: row.address },
      fields: this.fields(row, requestId),
      household,
      declaration: {
        version: CURRENT_DECLARATION.version,
        language: row.language,
        text: CURRENT_DECLARATION.text[row.language],
      },
    };
    const canonical = canonicalJson(content as unknown as Json);
    const sha256 = createHash('sha256').update(canonical).digest();
    return { content, canonical, sha256, revision: row.revision };
  }

  private async request(sql: Sql, requestId: string): Promise<RequestRow> {
    const [row] = await sql.query<RequestRow>(
      `SELECT r.reference, r.revision, r.language, t.slug, v.version, t.name_ar AS "nameAr", t.name_en AS "nameEn",
              v.fields, r.applicant_name AS "applicantName", r.national_id AS "nationalId",
              to_char(r.birth_date, 'YYYY-MM-DD') AS "birthDate", r.phone, r.city, r.data, p.channel, p.address,
              (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'name', f.file_name, 'sha256', f.storage_key))
                 FROM request_file f WHERE f.request_id = r.id AND f.removed_at IS NULL) AS files
         FROM support_request r
         JOIN request_type t ON t.id = r.type_id
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
         JOIN conversation c ON c.id = r.conversation_id JOIN contact_point p ON p.id = c.contact_point_id
        WHERE r.id = $1`,
      [requestId],
    );
    if (!row) throw new RequestNotFoundError(requestId);
    return row;
  }

  private async household(sql: Sql, requestId: string): Promise<AttestedSnapshot['household']> {
    const rows = await sql.query<MemberRow>(
      `SELECT id, name, relation, to_char(birth_date, 'YYYY-MM-DD') AS "birthDate", national_id AS "nationalId", note
         FROM household_member WHERE request_id = $1 ORDER BY position, id`,
      [requestId],
    );
    return rows.map(({ id, nationalId, ...member }) => ({
      ...member,
      nationalId: nationalId && this.nationalIds.decrypt(nationalId, id),
    }));
  }

  private fields({ fields, data, files }: RequestRow, requestId: string): AttestedField[] {
    return fields.map(({ key, kind, label, options }) => {
      const value = data[key] ?? null;
      const field = { key, kind, label: { ar: label.ar, en: label.en } };
      if (kind === 'person') return { ...field, value: this.person(value, requestId) };
      if (kind === 'choice') {
        const chosen = (options ?? []).filter((option) => listOf(value).includes(option.value));
        return { ...field, value, chosen: chosen.map((option) => option.label) };
      }
      if (kind === 'file') {
        const named = (files ?? []).filter(({ id }) => listOf(value).includes(id));
        named.sort((a, b) => listOf(value).indexOf(a.id) - listOf(value).indexOf(b.id));
        return { ...field, value, files: named.map(({ name, sha256 }) => ({ name, sha256 })) };
      }
      return { ...field, value };
    });
  }

  /** Kept sealed and masked in the request's data; what is signed is the number itself. */
  private person(value: Json, requestId: string): Json {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const { nationalId, nationalIdIndex: _, nationalIdMasked: __, ...person } = value as Record<string, Json>;
    if (typeof nationalId !== 'string') return person;
    return { ...person, nationalId: this.nationalIds.decrypt(Buffer.from(nationalId, 'base64'), requestId) };
  }
}

function listOf(value: Json): readonly Json[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}
