import { v7 as uuidv7 } from 'uuid';
import { requestReference } from '../../src/modules/requests/request.reference.js';
import type { RequestState } from '../../src/modules/requests/request.states.js';
import type { RunningHub } from './hub.js';

export interface MadeRequest {
  id: string;
  reference: string;
  conversationId: string;
  contactPointId: string;
  typeId: string;
}

interface RequestRows {
  phone: string;
  name?: string;
  language?: 'ar' | 'en';
  state: RequestState;
  /** Begins a round so many days ago; no round without it. */
  submittedDaysAgo?: number;
  papers?: typeof PAPERS;
}

/** Papers of the requests that `makeRequest` makes. */
export const PAPERS = [
  {
    key: 'id_card',
    label: { ar: 'صورة الهوية', en: 'Copy of the ID card' },
    required: true,
    needsExpiry: false,
    validMonths: null,
  },
  {
    key: 'lease',
    label: { ar: 'عقد الإيجار', en: 'Lease' },
    required: true,
    needsExpiry: false,
    validMonths: null,
  },
  {
    key: 'income',
    label: { ar: 'تعريف بالدخل', en: 'Proof of income' },
    required: false,
    needsExpiry: false,
    validMonths: null,
  },
];

/** A request of somebody who came by SMS, written straight into the rows as the database's owner. */
export async function makeRequest(hub: RunningHub, rows: RequestRows): Promise<MadeRequest> {
  const [id, conversationId, messageId, typeId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()] as const;
  const language = rows.language ?? 'ar';
  const [account] = await hub.sql<{ id: string }>(
    `SELECT id FROM channel_account WHERE channel = 'sms' LIMIT 1`,
  );
  const [contact] = await hub.sql<{ id: string }>(
    `INSERT INTO contact_point (id, channel, address, language) VALUES ($1, 'sms', $2, $3)
     ON CONFLICT (channel, address) DO UPDATE SET language = excluded.language RETURNING id`,
    [uuidv7(), rows.phone, language],
  );
  const [number] = await hub.sql<{ n: string }>(`SELECT nextval('request_number') AS n`);
  const reference = requestReference(Number(number!.n));
  await hub.sql(
    `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
            awaits_routing, last_message_id, last_message_at, last_direction, last_inbound_at)
     VALUES ($1, $2, 'sms', $3, $4, $5, 'open', now(), false, $6, now(), 'inbound', now())`,
    [conversationId, `test ${reference}`, account!.id, contact!.id, language, messageId],
  );
  await hub.sql(
    `INSERT INTO message (id, conversation_id, direction, kind, text, occurred_at)
     VALUES ($1, $2, 'inbound', 'text', 'أحتاج مساعدة في الإيجار', now())`,
    [messageId, conversationId],
  );
  await hub.sql(
    `INSERT INTO request_type (id, slug, name_ar, name_en, version) VALUES ($1, $2, 'مساعدة في الإيجار', 'Help with the rent', 1)`,
    [typeId, `test-${typeId}`],
  );
  await hub.sql(
    `INSERT INTO request_type_version (type_id, version, fields, papers) VALUES ($1, 1, '[]', $2)`,
    [typeId, JSON.stringify(rows.papers ?? PAPERS)],
  );
  const begun = rows.submittedDaysAgo !== undefined;
  await hub.sql(
    `INSERT INTO support_request (id, reference, type_id, type_version, state, conversation_id, source, language,
            applicant_name, round)
     VALUES ($1, $2, $3, 1, $4, $5, 'person', $6, $7, $8)`,
    [id, reference, typeId, rows.state, conversationId, language, rows.name ?? 'أم سعد', begun ? 1 : 0],
  );
  const made = { id, reference, conversationId, contactPointId: contact!.id, typeId };
  if (begun) await beginRound(hub, made, 1, rows.submittedDaysAgo!);
  return made;
}

/** As if the request had been submitted then: the database's clock is turned back while the row is written. */
export async function beginRound(
  hub: RunningHub,
  { id }: MadeRequest,
  round: number,
  daysAgo: number,
): Promise<void> {
  await setClock(hub, `-${daysAgo} days`);
  await hub.sql(
    `INSERT INTO request_round (request_id, round, not_before, answer_by)
     VALUES ($1, $2, insat_now() + interval '14 days 1 minute', insat_now() + interval '30 days')`,
    [id, round],
  );
  await setClock(hub, '0');
}

/** Turns the database's clock, as only its owner can. @param by an interval */
export async function setClock(hub: RunningHub, by: string): Promise<void> {
  await hub.sql(
    `CREATE OR REPLACE FUNCTION insat_now() RETURNS timestamptz LANGUAGE sql STABLE
       AS $$SELECT pg_catalog.now() + interval '${by}'$$`,
  );
}

interface DecisionRows {
  outcome: 'accepted' | 'rejected';
  round?: number;
  /** Whether a second person has approved the notice's words. */
  approved: boolean;
  text?: string;
  reasonText?: string;
  appealDays?: number;
}

/** The committee's decision about a request, and its notice. @returns the notice's id */
export async function decide(hub: RunningHub, request: MadeRequest, rows: DecisionRows): Promise<string> {
  const [session, item, decision, notice] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [first, second] = await twoSupervisors(hub);
  const round = rows.round ?? 1;
  await hub.sql(
    `INSERT INTO committee_session (id, held_at, mode, quorum, chair_id, created_by) VALUES ($1, now(), 'consensus', 1, $2, $2)`,
    [session, first],
  );
  await hub.sql(
    `INSERT INTO agenda_item (id, session_id, request_id, round, position, state) VALUES ($1, $2, $3, $4, 1, 'decided')`,
    [item, session, request.id, round],
  );
  const accepted = rows.outcome === 'accepted';
  await hub.sql(
    `INSERT INTO decision (id, request_id, round, session_id, agenda_item_id, outcome, reason_code, reason_text, award,
            appeal_text, appeal_until, recorded_by)
     VALUES ($1, $2, $3, $4, $5, $6, 'test', $7, $8, $9, now() + make_interval(days => $10), $11)`,
    [
      decision,
      request.id,
      round,
      session,
      item,
      rows.outcome,
      rows.reasonText ?? 'الدخل يغطي الإيجار بحسب الأوراق المقدمة',
      accepted
        ? JSON.stringify({
            what: 'إيجار السكن',
            amountHalalas: 1_250_000,
            period: 'ستة أشهر',
            conditions: 'يُصرف للمؤجر مباشرة',
          })
        : null,
      accepted ? null : 'اكتب لنا سبب اعتراضك، ويدرسه أعضاء آخرون.',
      rows.appealDays ?? 30,
      first,
    ],
  );
  await hub.sql(
    `INSERT INTO request_notice (id, request_id, round, kind, decision_id, state, text, drafted_by, approved_by, approved_at,
            not_before)
     SELECT $1, $2, $3, 'decision', $4, $5, $6, $7, $8, CASE WHEN $8::uuid IS NULL THEN NULL ELSE now() END, not_before
       FROM request_round WHERE request_id = $2 AND round = $3`,
    [
      notice,
      request.id,
      round,
      decision,
      rows.approved ? 'due' : 'draft',
      rows.text ?? 'نشكر لكم صبركم. درست اللجنة طلبكم بعناية.',
      first,
      rows.approved ? second : null,
    ],
  );
  return notice!;
}

async function twoSupervisors(hub: RunningHub): Promise<string[]> {
  await hub.sql(
    `INSERT INTO staff (id, email, name, role, password_hash, locale)
     SELECT gen_random_uuid(), 'second-' || n || '@insat.test', 'مشرف ' || n, 'supervisor', password_hash, 'ar'
       FROM staff, generate_series(1, 2) n WHERE email = 'admin@insat.test'
     ON CONFLICT DO NOTHING`,
  );
  return (await hub.sql<{ id: string }>('SELECT id FROM staff ORDER BY id LIMIT 2')).map(({ id }) => id);
}
