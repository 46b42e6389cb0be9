import { randomUUID } from 'node:crypto';
import { newId } from '../../src/platform/database/ids.js';

type Run = (text: string, params?: unknown[]) => Promise<unknown>;

export interface DecidedRequest {
  requestId: string;
  decisionId: string;
  noticeId: string;
  conversationId: string;
  contactPointId: string;
  accountId: string;
  beneficiaryId: string;
}

export interface Wanted {
  channel: string;
  accountId: string;
  address: string;
  /** When the person last wrote, on networks that count from there; now unless told. */
  lastInboundAt?: Date;
  phone?: string;
}

/**
 * A request whose decision's notice was approved just now, as rows, and with it the person and the conversation that it came
 * by. Written as the database's owner; the two weeks begin at this moment.
 */
export async function decidedRequest(run: Run, wanted: Wanted): Promise<DecidedRequest> {
  const [writer, second, session, item, type, message] = Array.from({ length: 6 }, () => newId());
  const ids: DecidedRequest = {
    requestId: newId(),
    decisionId: newId(),
    noticeId: newId(),
    conversationId: newId(),
    contactPointId: newId(),
    accountId: wanted.accountId,
    beneficiaryId: newId(),
  };
  const slug = randomUUID();
  for (const id of [writer, second]) {
    await run(
      `INSERT INTO staff (id, name, email, password_hash, role) VALUES ($1, 'أمل', $2, 'none', 'supervisor')`,
      [id, `${id}@insat.test`],
    );
  }
  await run(`INSERT INTO beneficiary (id, name) VALUES ($1, 'أم عبد الله')`, [ids.beneficiaryId]);
  await run(
    `INSERT INTO contact_point (id, channel, address, beneficiary_id, phone) VALUES ($1, $2, $3, $4, $5)`,
    [ids.contactPointId, wanted.channel, wanted.address, ids.beneficiaryId, wanted.phone ?? null],
  );
  const at = wanted.lastInboundAt ?? new Date();
  await run(
    `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at, awaits_routing,
            last_message_id, last_message_at, last_direction, last_inbound_at)
     VALUES ($1, $2, $3, $4, $5, 'ar', 'open', $7, false, $6, $7, 'inbound', $7)`,
    [ids.conversationId, `t-${slug}`, wanted.channel, wanted.accountId, ids.contactPointId, message, at],
  );
  await run(
    `INSERT INTO message (id, conversation_id, direction, kind, text, occurred_at) VALUES ($1, $2, 'inbound', 'text', 'السلام عليكم', $3)`,
    [message, ids.conversationId, at],
  );
  await run(
    `INSERT INTO request_type (id, slug, name_ar, name_en, version) VALUES ($1, $2, 'إيجار', 'Rent', 1)`,
    [type, slug],
  );
  await run(
    `INSERT INTO request_type_version (type_id, version, fields, papers) VALUES ($1, 1, '[]', '[]')`,
    [type],
  );
  await run(
    `INSERT INTO support_request (id, reference, type_id, type_version, state, conversation_id, source, language, applicant_name,
            round) VALUES ($1, $2, $3, 1, 'notice_due', $4, 'person', 'ar', 'أم عبد الله', 1)`,
    [ids.requestId, `7-${slug}`, type, ids.conversationId],
  );
  await run(
    `INSERT INTO request_round (request_id, round, not_before, answer_by)
     VALUES ($1, 1, insat_now() + interval '336 hours', insat_now() + interval '720 hours')`,
    [ids.requestId],
  );
  await run(
    `INSERT INTO committee_session (id, held_at, mode, quorum, chair_id, created_by) VALUES ($1, now(), 'votes', 1, $2, $2)`,
    [session, writer],
  );
  await run(
    `INSERT INTO agenda_item (id, session_id, request_id, round, position) VALUES ($1, $2, $3, 1, 1)`,
    [item, session, ids.requestId],
  );
  await run(
    `INSERT INTO decision (id, request_id, round, session_id, agenda_item_id, outcome, reason_code, reason_text, award, recorded_by)
     VALUES ($1, $2, 1, $3, $4, 'accepted', 'need', 'حاجة', '{}', $5)`,
    [ids.decisionId, ids.requestId, session, item, writer],
  );
  await run(
    `INSERT INTO request_notice (id, request_id, round, kind, decision_id, state, text, drafted_by, approved_by, not_before)
     SELECT $1, $2, 1, 'decision', $3, 'due', 'قُبل طلبكم، ومبلغه 5000 ريال', $4, $5, not_before
       FROM request_round WHERE request_id = $2`,
    [ids.noticeId, ids.requestId, ids.decisionId, writer, second],
  );
  return ids;
}

/** Moves the database's clock, as its owner alone can. */
export function databaseClock(run: Run, shift: string): Promise<unknown> {
  return run(
    `CREATE OR REPLACE FUNCTION insat_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT pg_catalog.now() + interval ''${shift}'''`,
  );
}
