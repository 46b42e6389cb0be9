import { v7 as uuidv7 } from 'uuid';
import { requestReference } from '../../src/modules/requests/request.reference.js';
import { valueHash } from '../../src/modules/requests/request-values.js';
import { ApiClient } from './api-client.js';
import type { RunningHub } from './hub.js';

export interface StudiedRequest {
  id: string;
  reference: string;
  /** When its decision can leave. */
  notBefore: string;
}

const FIELDS = [
  { key: 'need', kind: 'text', label: { ar: 'الحاجة', en: 'The need' }, required: true, verify: false },
  {
    key: 'rent',
    kind: 'money',
    label: { ar: 'الإيجار السنوي', en: 'Yearly rent' },
    required: true,
    verify: true,
  },
];
/** In halalas. */
const RENT = 1_800_000;
const PAPERS = [
  {
    key: 'id_card',
    label: { ar: 'صورة الهوية', en: 'Copy of the ID card' },
    required: true,
    needsExpiry: true,
    validMonths: null,
  },
  {
    key: 'lease',
    label: { ar: 'عقد الإيجار', en: 'Lease' },
    required: true,
    needsExpiry: false,
    validMonths: null,
  },
];

/** A request that is under study, with all that a decision needs, written into the rows as the database's owner. */
export async function studiedRequest(
  hub: RunningHub,
  name: string,
  more: { beneficiaryId?: string } = {},
): Promise<StudiedRequest> {
  const [id, conversation, message, type, contact] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [number] = await hub.sql<{ n: string }>(`SELECT nextval('request_number') AS n`);
  const reference = requestReference(Number(number!.n));
  const phone = `+9665${number!.n.padStart(8, '0')}`;
  await hub.sql(`INSERT INTO contact_point (id, channel, address, language) VALUES ($1, 'sms', $2, 'ar')`, [
    contact,
    phone,
  ]);
  await hub.sql(
    `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
            awaits_routing, last_message_id, last_message_at, last_direction, last_inbound_at)
     SELECT $1, $2, 'sms', id, $3, 'ar', 'open', now(), false, $4, now(), 'inbound', now()
       FROM channel_account WHERE channel = 'sms' LIMIT 1`,
    [conversation, `test ${reference}`, contact, message],
  );
  await hub.sql(
    `INSERT INTO message (id, conversation_id, direction, kind, text, occurred_at)
     VALUES ($1, $2, 'inbound', 'text', 'أحتاج مساعدة في الإيجار', now())`,
    [message, conversation],
  );
  await hub.sql(
    `INSERT INTO request_type (id, slug, name_ar, name_en, version) VALUES ($1, $2, 'مساعدة في الإيجار', 'Help with the rent', 1)`,
    [type, `test-${type}`],
  );
  await hub.sql(
    'INSERT INTO request_type_version (type_id, version, fields, papers) VALUES ($1, 1, $2, $3)',
    [type, JSON.stringify(FIELDS), JSON.stringify(PAPERS)],
  );
  await hub.sql(
    `INSERT INTO support_request (id, reference, type_id, type_version, state, conversation_id, source, language,
            applicant_name, round, birth_date, city, data, beneficiary_id)
     VALUES ($1, $2, $3, 1, 'under_study', $4, 'person', 'ar', $5, 1, '1984-03-02', 'ينبع', $6, $7)`,
    [
      id,
      reference,
      type,
      conversation,
      name,
      JSON.stringify({ need: 'إيجار متأخر ستة أشهر بعد مرض الزوج', rent: RENT }),
      more.beneficiaryId ?? null,
    ],
  );
  await hub.sql(
    `INSERT INTO household_member (id, request_id, position, name, relation, birth_date)
     VALUES ($1, $2, 0, 'سعد', 'son', '2015-06-01')`,
    [uuidv7(), id],
  );
  const [round] = await hub.sql<{ at: Date }>(
    `INSERT INTO request_round (request_id, round, not_before, answer_by)
     VALUES ($1, 1, insat_now() + interval '14 days 1 minute', insat_now() + interval '30 days') RETURNING not_before AS at`,
    [id],
  );
  await hub.sql(
    `INSERT INTO request_paper (request_id, key, state, valid_until) VALUES ($1, 'id_card', 'verified', '2099-01-01'), ($1, 'lease', 'waived', NULL)`,
    [id],
  );
  await hub.sql(
    `INSERT INTO request_datum (request_id, key, value_hash, checked_by)
     SELECT $1, 'rent', $2, id FROM staff WHERE role = 'administrator' LIMIT 1`,
    [id, valueHash(RENT)],
  );
  await hub.sql(
    `INSERT INTO attestation (id, request_id, revision, snapshot, sha256, declaration_version, language, method, signer_name)
     SELECT $1, id, revision, '\\x00', '\\x00', '1', 'ar', 'signature', applicant_name FROM support_request WHERE id = $2`,
    [uuidv7(), id],
  );
  return { id, reference, notBefore: round!.at.toISOString() };
}

export interface CommitteeStaff {
  id: string;
  name: string;
  email: string;
  password: string;
  api: ApiClient;
}

/** Somebody who can sit in the committee, signed in. */
export async function committeeStaff(
  hub: RunningHub,
  admin: ApiClient,
  name: string,
  role: 'committee_member' | 'supervisor' | 'officer' = 'committee_member',
): Promise<CommitteeStaff> {
  const email = `c-${uuidv7()}@insat.test`;
  const password = 'a seat in the committee';
  const { id } = await admin.post<{ id: string }>('/staff', { email, name, role, password });
  return { id, name, email, password, api: await ApiClient.signIn(hub.url, email, password) };
}
