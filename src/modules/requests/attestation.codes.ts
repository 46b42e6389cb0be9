import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { AttestationSnapshots } from './attestation.snapshot.js';
import { AttestationClosedError, CodeNotSentError, CodePlaceNotFoundError } from './attestations.errors.js';
import { isSignable } from './attestations.service.js';
import { CODE_MINUTES, type CodeRefusal, OneTimeCodes } from './one-time-codes.js';
import { RequestTransitions } from './request.transitions.js';

/** A contact point of the person that a code could go to. */
export interface CodePlace {
  contactPointId: string;
  channel: string;
  address: string;
  /** Why no code can go there now; null when it can. */
  refusal: CodeRefusal | null;
}

/** Codes with which people attest from afar: where they can go, and sending them. */
@Injectable()
export class AttestationCodes {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AttestationSnapshots) private readonly snapshots: AttestationSnapshots,
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** The contact point that the person came by, then their others. */
  async places(requestId: string): Promise<CodePlace[]> {
    const places = await this.all(this.database, requestId);
    return Promise.all(
      places.map(async ({ conversationId, ...place }) => ({
        ...place,
        refusal: await this.codes.refusal(this.database, {
          purpose: 'attest',
          requestId,
          contactPointId: place.contactPointId,
          conversationId,
        }),
      })),
    );
  }

  /**
   * Sends a code for what the request says now.
   * @throws CodePlaceNotFoundError, CodeNotSentError, AttestationClosedError, RequestNotFoundError
   */
  async send(requestId: string, contactPointId: string | undefined, staffId: string) {
    return this.database.transaction(async (tx) => {
      const { state } = await this.transitions.lock(tx, requestId);
      if (!isSignable(state)) throw new AttestationClosedError(state);
      const places = await this.all(tx, requestId);
      const place = contactPointId
        ? places.find((one) => one.contactPointId === contactPointId)
        : places.find(({ own }) => own);
      if (!place) throw new CodePlaceNotFoundError(contactPointId ?? requestId);
      const { sha256, revision } = await this.snapshots.of(tx, requestId);
      const code = {
        purpose: 'attest' as const,
        requestId,
        contactPointId: place.contactPointId,
        conversationId: place.conversationId,
        about: sha256.toString('hex'),
      };
      const refusal = await this.codes.refusal(tx, code);
      if (refusal) throw new CodeNotSentError(refusal);
      await this.codes.issue(tx, code);
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staffId },
          action: 'request.code_sent',
          subjectKind: 'request',
          subjectId: requestId,
          data: { contactPointId: place.contactPointId, revision },
        },
      ]);
      return { channel: place.channel, address: place.address, minutes: CODE_MINUTES };
    });
  }

  /** Each with the conversation in which a code would go. */
  private all(sql: Sql, requestId: string) {
    return sql.query<Omit<CodePlace, 'refusal'> & { conversationId: string; own: boolean }>(
      `SELECT p.id AS "contactPointId", p.channel, p.address, p.id = own.contact_point_id AS own,
              CASE WHEN p.id = own.contact_point_id THEN own.id ELSE latest.id END AS "conversationId"
         FROM support_request r
         JOIN conversation own ON own.id = r.conversation_id
         JOIN contact_point came ON came.id = own.contact_point_id
         JOIN contact_point p ON p.id = came.id OR p.beneficiary_id = coalesce(r.beneficiary_id, came.beneficiary_id)
         JOIN LATERAL (
           SELECT c.id FROM conversation c WHERE c.contact_point_id = p.id ORDER BY c.id DESC LIMIT 1) latest ON true
        WHERE r.id = $1
        ORDER BY own DESC, p.created_at`,
      [requestId],
    );
  }
}
