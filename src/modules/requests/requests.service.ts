import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type FieldError, InvalidRequestError } from '../../platform/http/http.errors.js';
import { NationalIds, parseNationalId } from '../../platform/identity/national-id.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { requestReference } from './request.reference.js';
import { CHANGEABLE, type RequestState } from './request.states.js';
import type { MovedBy } from './request.transitions.js';
import { type AddedFile, RequestFiles } from './request-files.js';
import { RequestHouseholds } from './request-household.js';
import { RequestReferrals } from './request-referrals.js';
import { RequestTypes } from './request-types.service.js';
import { keptValues, type PersonSeal, type Values, writeValues } from './request-values.js';
import {
  RequestConversationNotFoundError,
  RequestNotChangeableError,
  RequestNotFoundError,
  RequestOwnerNotFoundError,
} from './requests.errors.js';
import { type HouseholdInput, householdBody, type RequestChange } from './requests.schemas.js';
import { RequestSteps } from './requests.steps.js';
import { RequestUpdates } from './requests.updates.js';

export interface NewRequest {
  conversationId: string;
  /** 'general' when left out. */
  typeSlug?: string;
  source: 'person' | 'officer' | 'representative';
  language: 'ar' | 'en';
  applicantName: string;
  /** Ten digits. */
  nationalId?: string | null;
  birthDate?: string | null;
  phone?: string | null;
  city?: string | null;
  data?: Values;
  household?: HouseholdInput[];
  /** The message or form that it is made from: a repeat makes no second request. */
  originMessageId?: string;
  createdBy?: string;
}

interface Attested {
  state: RequestState;
  typeId: string;
  typeVersion: number;
  language: 'ar' | 'en';
  applicantName: string;
  nationalId: Buffer | null;
  nationalIdIndex: Buffer | null;
  birthDate: string | null;
  phone: string | null;
  city: string | null;
  data: Values;
}

/** Taking a request down, and correcting what it says. Where it goes from there: `RequestSteps`. */
@Injectable()
export class RequestsService {
  constructor(
    @Inject(RequestTypes) private readonly types: RequestTypes,
    @Inject(RequestHouseholds) private readonly households: RequestHouseholds,
    @Inject(RequestFiles) private readonly files: RequestFiles,
    @Inject(RequestSteps) private readonly steps: RequestSteps,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(RequestReferrals) private readonly referrals: RequestReferrals,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /**
   * Makes a request, a draft, out of a conversation. The same `originMessageId` answers with the first one.
   * @throws RequestTypeNotFoundError, RequestConversationNotFoundError, InvalidRequestError
   */
  async create(
    tx: Transaction,
    draft: NewRequest,
    actor: Actor,
  ): Promise<{ id: string; reference: string; created: boolean }> {
    const earlier = draft.originMessageId ? await this.madeFrom(tx, draft.originMessageId) : undefined;
    if (earlier) return { ...earlier, created: false };
    const type = await this.types.bySlug(tx, draft.typeSlug ?? 'general');
    const id = newId();
    const { values, errors } = writeValues(type.fields, {}, draft.data ?? {}, this.sealOf(id));
    const index = this.indexOf(draft.nationalId, errors);
    const household = householdBody.safeParse({ household: draft.household ?? [] });
    if (!household.success) {
      errors.push(...household.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
    }
    if (errors.length > 0 || !household.success) throw new InvalidRequestError(errors);
    const [next] = await tx.query<{ number: string }>(`SELECT nextval('request_number') AS number`);
    const reference = requestReference(Number(next!.number));
    const [made] = await tx.query<{ id: string }>(
      `INSERT INTO support_request (id, reference, type_id, type_version, conversation_id, beneficiary_id, source, language,
              origin_message_id, created_by, owner_id, applicant_name, national_id, national_id_index, birth_date, phone,
              city, data)
       SELECT $1, $2, $3, $4, c.id, coalesce((SELECT b.id FROM beneficiary b WHERE b.national_id_index = $12),
                                            p.beneficiary_id),
              $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, $16
         FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id WHERE c.id = $5
       ON CONFLICT (origin_message_id) DO NOTHING RETURNING id`,
      [
        id,
        reference,
        type.id,
        type.version,
        draft.conversationId,
        draft.source,
        draft.language,
        draft.originMessageId ?? null,
        draft.createdBy ?? null,
        draft.applicantName.replaceAll('\0', '').trim(),
        draft.nationalId ? this.nationalIds.encrypt(draft.nationalId, id) : null,
        index,
        draft.birthDate ?? null,
        draft.phone ?? null,
        draft.city ?? null,
        JSON.stringify(values),
      ],
    );
    if (!made) {
      // Somebody else has just made it of the same message.
      const first = draft.originMessageId ? await this.madeFrom(tx, draft.originMessageId) : undefined;
      if (first) return { ...first, created: false };
      throw new RequestConversationNotFoundError(draft.conversationId);
    }
    await this.households.replace(tx, id, household.data.household);
    await this.record(tx, id, 'request.created', { type: type.slug, source: draft.source }, actor);
    this.updates.changed(tx, id);
    return { id, reference, created: true };
  }

  /**
   * Changes what the person says, the given fields only. A value that stays the same changes nothing, so that it does
   * not void the attestation; what does is for the database to see.
   * @throws RequestNotFoundError, RequestNotChangeableError, RequestTypeNotFoundError, InvalidRequestError
   */
  async change(tx: Transaction, requestId: string, change: RequestChange, actor: Actor): Promise<void> {
    const before = await this.lock(tx, requestId);
    const own = await this.types.ofRequest(tx, requestId);
    const type =
      change.typeSlug && change.typeSlug !== own.slug ? await this.types.bySlug(tx, change.typeSlug) : own;
    const kept = type === own ? before.data : keptValues(own.fields, type.fields, before.data);
    const { values, errors } = writeValues(type.fields, kept, change.data ?? {}, this.sealOf(requestId));
    const sameId = change.nationalId === undefined;
    const index = sameId ? before.nationalIdIndex : this.indexOf(change.nationalId, errors);
    if (errors.length > 0) throw new InvalidRequestError(errors);
    const sealed =
      sameId || (index && before.nationalIdIndex?.equals(index))
        ? before.nationalId
        : change.nationalId
          ? this.nationalIds.encrypt(change.nationalId, requestId)
          : null;
    const given = <Key extends 'applicantName' | 'birthDate' | 'phone' | 'city' | 'language'>(key: Key) =>
      change[key] === undefined ? before[key] : change[key];
    await tx.query(
      `UPDATE support_request r
          SET type_id = $2, type_version = $3, applicant_name = $4, national_id = $5, national_id_index = $6,
              birth_date = $7, phone = $8, city = $9, data = $10, language = $11, updated_at = insat_now(),
              beneficiary_id = coalesce((SELECT b.id FROM beneficiary b WHERE b.national_id_index = $6), p.beneficiary_id)
         FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id
        WHERE r.id = $1 AND c.id = r.conversation_id`,
      [
        requestId,
        type.id,
        type.version,
        given('applicantName'),
        sealed,
        index,
        given('birthDate'),
        given('phone'),
        given('city'),
        JSON.stringify(values),
        given('language'),
      ],
    );
    const { data, ...rest } = change;
    const fields = [...Object.keys(rest), ...Object.keys(data ?? {}).map((key) => `data.${key}`)];
    await this.record(tx, requestId, 'request.changed', { fields }, actor);
    this.updates.changed(tx, requestId);
  }

  /** Says who lives with the person. @throws RequestNotChangeableError, RequestItemNotFoundError */
  async setHousehold(
    tx: Transaction,
    requestId: string,
    household: HouseholdInput[],
    actor: Actor,
  ): Promise<void> {
    await this.lock(tx, requestId);
    const changed = await this.households.replace(
      tx,
      requestId,
      householdBody.parse({ household }).household,
    );
    if (!changed) return;
    await tx.query('UPDATE support_request SET updated_at = insat_now() WHERE id = $1', [requestId]);
    await this.record(tx, requestId, 'request.household_changed', { members: household.length }, actor);
    this.updates.changed(tx, requestId);
  }

  /** draft → submitted. @throws RequestIncompleteError with everything that is missing */
  async submit(tx: Transaction, requestId: string, by: MovedBy): Promise<void> {
    await this.steps.take(tx, requestId, 'submit', by);
  }

  /** Keeps files with a request; of a paper when `paperKey` says so, which has then come. @returns their ids */
  async addFiles(tx: Transaction, requestId: string, files: AddedFile[], actor: Actor): Promise<string[]> {
    return this.files.add(tx, requestId, files, actor);
  }

  /** Who looks after it. @throws RequestOwnerNotFoundError, RequestNotFoundError */
  async setOwner(tx: Transaction, requestId: string, ownerId: string | null, actor: Actor): Promise<void> {
    const [staff] = await tx.query<{ name: string }>(
      `SELECT name FROM staff WHERE id = $1 AND active AND role IN ('administrator', 'supervisor', 'officer')`,
      [ownerId],
    );
    if (ownerId && !staff) throw new RequestOwnerNotFoundError(ownerId);
    const [row] = await tx.query<{ before: string | null; state: RequestState }>(
      `UPDATE support_request r SET owner_id = $2, updated_at = insat_now()
         FROM (SELECT id, owner_id AS before FROM support_request WHERE id = $1 FOR NO KEY UPDATE) was
        WHERE r.id = was.id RETURNING was.before, r.state`,
      [requestId, ownerId],
    );
    if (!row) throw new RequestNotFoundError(requestId);
    // Who takes it over themselves will answer; who is given it by somebody else is new to the person.
    if (staff && row.before !== ownerId && actor.kind === 'staff' && actor.id !== ownerId) {
      await this.referrals.tell(tx, [{ id: requestId, state: row.state }], staff.name);
    }
    await this.record(tx, requestId, 'request.owner_set', { ownerId }, actor);
    this.updates.changed(tx, requestId);
  }

  private async madeFrom(
    tx: Transaction,
    messageId: string,
  ): Promise<{ id: string; reference: string } | undefined> {
    const [row] = await tx.query<{ id: string; reference: string }>(
      'SELECT id, reference FROM support_request WHERE origin_message_id = $1',
      [messageId],
    );
    return row;
  }

  private async lock(tx: Transaction, requestId: string): Promise<Attested> {
    const [row] = await tx.query<Attested>(
      `SELECT state, type_id AS "typeId", type_version AS "typeVersion", language, applicant_name AS "applicantName",
              national_id AS "nationalId", national_id_index AS "nationalIdIndex", birth_date::text AS "birthDate", phone,
              city, data
         FROM support_request WHERE id = $1 FOR NO KEY UPDATE`,
      [requestId],
    );
    if (!row) throw new RequestNotFoundError(requestId);
    if (!CHANGEABLE.includes(row.state)) throw new RequestNotChangeableError(row.state);
    return row;
  }

  private indexOf(nationalId: string | null | undefined, errors: FieldError[]): Buffer | null {
    if (!nationalId) return null;
    if (parseNationalId(nationalId) !== nationalId) {
      errors.push({ path: 'nationalId', message: 'must be a Saudi national ID or iqama number' });
    }
    return this.nationalIds.blindIndex(nationalId);
  }

  private sealOf(requestId: string): PersonSeal {
    return {
      seal: (nationalId) => this.nationalIds.encrypt(nationalId, requestId).toString('base64'),
      index: (nationalId) => this.nationalIds.blindIndex(nationalId).toString('hex'),
    };
  }

  private async record(
    tx: Transaction,
    requestId: string,
    action: string,
    data: Record<string, unknown>,
    actor: Actor,
  ): Promise<void> {
    await this.audit.record(tx, [{ actor, action, subjectKind: 'request', subjectId: requestId, data }]);
  }
}
