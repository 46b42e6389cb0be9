import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Colleagues } from '../../channels/core/colleagues.js';
import { Config } from '../../platform/config/config.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { SealedBox } from '../../platform/encryption/sealed-box.js';
import { AuditLog } from '../audit/audit-log.js';
import { CURRENT_DECLARATION } from './attestation.declaration.js';
import { AttestationEvidence, type Evidence } from './attestation.evidence.js';
import { AttestationSnapshots, type Snapshot } from './attestation.snapshot.js';
import {
  AttestationClosedError,
  AttestationNotFoundError,
  AttestationOutdatedError,
  AttestedAlreadyError,
  CodeWrongError,
  WitnessNeededError,
} from './attestations.errors.js';
import type { AttestationView, NewAttestation } from './attestations.schemas.js';
import { OneTimeCodes } from './one-time-codes.js';
import type { RequestState } from './request.states.js';
import { RequestTransitions } from './request.transitions.js';
import { RequestUpdates } from './requests.updates.js';

/** Until the committee has decided; an appeal opens it again. */
const SIGNABLE: readonly RequestState[] = [
  'draft',
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'appealed',
];
export const isSignable = (state: RequestState): boolean => SIGNABLE.includes(state);

/** Who takes an attestation, and on what device. */
export interface TakenBy {
  staffId: string;
  userAgent: string;
  /** Where the request came from (`networkOf`); kept hashed. */
  network: string;
}

interface Signing {
  id: string;
  shown: Snapshot;
  witness: { id: string | null; name: string | null };
  evidence: Evidence | null;
  contactPointId: string | null;
}

/** A sealed attestation with everything that its paper shows. */
export interface KeptAttestation extends AttestationView {
  canonical: string;
  evidence: Evidence | null;
  device: { userAgent?: string };
}

/** That people stand by what their requests say: taken, kept as it was signed, and void when the request changes. */
@Injectable()
export class AttestationsService {
  private readonly box: SealedBox;
  private readonly addressKey: Buffer;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(AttestationSnapshots) private readonly snapshots: AttestationSnapshots,
    @Inject(AttestationEvidence) private readonly evidence: AttestationEvidence,
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(Colleagues) private readonly colleagues: Colleagues,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {
    this.box = new SealedBox(config.derivedKey('attestation'));
    this.addressKey = config.derivedKey('attestation-address');
  }

  /** What would be signed now. @throws RequestNotFoundError */
  snapshotOf(sql: Sql, requestId: string): Promise<Snapshot> {
    return this.snapshots.of(sql, requestId);
  }

  /** The one that holds; null when nothing is signed, or what was signed has changed since. */
  async inForce(sql: Sql, requestId: string): Promise<AttestationView | null> {
    return (await this.history(sql, requestId)).find(({ voidedAt }) => voidedAt === null) ?? null;
  }

  /** All there ever were, the newest first. */
  async history(sql: Sql, requestId: string): Promise<AttestationView[]> {
    const rows = await sql.query<Row>(`${VIEW} WHERE a.request_id = $1 ORDER BY a.id DESC`, [requestId]);
    return rows.map(viewOf);
  }

  /** Opens what was signed. @throws AttestationNotFoundError */
  async open(requestId: string, id: string): Promise<KeptAttestation> {
    const [row] = await this.database.query<Row & Sealed>(
      `${VIEW.replace('SELECT', 'SELECT a.snapshot, a.evidence_key, a.evidence_type, a.device,')}
        WHERE a.request_id = $1 AND a.id = $2`,
      [requestId, id],
    );
    if (!row) throw new AttestationNotFoundError(id);
    return {
      ...viewOf(row),
      canonical: this.box.open(row.snapshot, id),
      evidence: row.evidence_key ? { key: row.evidence_key, contentType: row.evidence_type ?? '' } : null,
      device: row.device,
    };
  }

  /**
   * Takes an attestation. What is signed is what the request says at this moment, or nothing is.
   * @throws AttestationOutdatedError, AttestationClosedError, AttestedAlreadyError, WitnessNeededError, CodeWrongError,
   * SignatureImageError, SignedPaperRefusedError, UploadedFileNotFoundError, ColleagueNotFoundError, RequestNotFoundError
   */
  async attest(requestId: string, given: NewAttestation, by: TakenBy): Promise<AttestationView> {
    const shown = await this.snapshots.of(this.database, requestId);
    checkShown(shown, given);
    await this.checkOpen(this.database, requestId, given);
    const witness = await this.witnessOf(given);
    const signing: Signing = {
      id: newId(),
      shown,
      witness,
      evidence: await this.evidenceOf(given, by.staffId),
      // Last, because it uses the code up.
      contactPointId: given.method === 'code' ? await this.useCode(requestId, given.code, shown) : null,
    };
    return this.database.transaction(async (tx) => {
      await this.keep(tx, requestId, given, signing, by);
      return (await this.inForce(tx, requestId))!;
    });
  }

  private async keep(
    tx: Transaction,
    requestId: string,
    given: NewAttestation,
    signing: Signing,
    by: TakenBy,
  ): Promise<void> {
    await this.transitions.lock(tx, requestId);
    const now = await this.snapshots.of(tx, requestId);
    if (!now.sha256.equals(signing.shown.sha256)) throw new AttestationOutdatedError(now.revision);
    await this.checkOpen(tx, requestId, given);
    if (given.replaces) {
      await tx.query(
        `UPDATE attestation SET voided_at = insat_now(), void_reason = 'replaced' WHERE id = $1 AND voided_at IS NULL`,
        [given.replaces],
      );
    }
    const { id, witness, evidence, contactPointId } = signing;
    const device = {
      where: 'desk',
      userAgent: by.userAgent.slice(0, 300),
      address: createHmac('sha256', this.addressKey).update(by.network).digest('base64url').slice(0, 22),
      ...(contactPointId && { contactPointId }),
    };
    await tx.query(
      `INSERT INTO attestation (id, request_id, revision, snapshot, sha256, declaration_version, language, method,
                                signer_name, witness_id, witness_name, device, evidence_key, evidence_type, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        id,
        requestId,
        now.revision,
        this.box.seal(now.canonical, id),
        now.sha256,
        CURRENT_DECLARATION.version,
        now.content.language,
        given.method,
        given.signerName,
        witness.id,
        witness.name,
        JSON.stringify(device),
        evidence?.key ?? null,
        evidence?.contentType ?? null,
        by.staffId,
      ],
    );
    await this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: by.staffId },
        action: 'request.attested',
        subjectKind: 'request',
        subjectId: requestId,
        data: { attestationId: id, method: given.method, revision: now.revision },
      },
    ]);
    this.updates.changed(tx, requestId);
  }

  private async checkOpen(sql: Sql, requestId: string, { replaces }: NewAttestation): Promise<void> {
    const [row] = await sql.query<{ state: RequestState; inForce: string | null }>(
      `SELECT r.state, a.id AS "inForce" FROM support_request r
         LEFT JOIN attestation a ON a.request_id = r.id AND a.voided_at IS NULL WHERE r.id = $1`,
      [requestId],
    );
    if (row && !isSignable(row.state)) throw new AttestationClosedError(row.state);
    if (row?.inForce && row.inForce !== replaces) throw new AttestedAlreadyError(row.inForce);
  }

  private async witnessOf({
    method,
    witnessId,
    witnessName,
  }: NewAttestation): Promise<{ id: string | null; name: string | null }> {
    if (method === 'mark' && !witnessId && !witnessName) throw new WitnessNeededError();
    if (witnessId) await this.colleagues.nameOf(witnessId);
    return { id: witnessId ?? null, name: witnessId ? null : (witnessName ?? null) };
  }

  private async evidenceOf(given: NewAttestation, staffId: string): Promise<Evidence | null> {
    if (given.method === 'code') return null;
    if ('upload' in given && given.upload) return this.evidence.paper(given.upload, staffId);
    return this.evidence.drawn('image' in given ? (given.image as string) : '');
  }

  private async useCode(requestId: string, code: string, shown: Snapshot): Promise<string> {
    const about = shown.sha256.toString('hex');
    const proven = await this.codes.check({ purpose: 'attest', requestId, code, about });
    if (!proven) throw new CodeWrongError();
    return proven.contactPointId;
  }
}

function checkShown(shown: Snapshot, { revision, sha256 }: NewAttestation): void {
  const same = revision === shown.revision && (!sha256 || sha256 === shown.sha256.toString('hex'));
  if (!same) throw new AttestationOutdatedError(shown.revision);
}

interface Row {
  id: string;
  method: AttestationView['method'];
  signer_name: string;
  witness_id: string | null;
  witness: string | null;
  recorded_by: string | null;
  recorder: string | null;
  signed_at: Date;
  revision: number;
  language: 'ar' | 'en';
  declaration_version: string;
  sha256: Buffer;
  voided_at: Date | null;
  void_reason: string | null;
}
interface Sealed {
  snapshot: Buffer;
  evidence_key: string | null;
  evidence_type: string | null;
  device: { userAgent?: string };
}

const VIEW = `
  SELECT a.id, a.method, a.signer_name, a.witness_id, coalesce(w.name, a.witness_name) AS witness, a.recorded_by,
         s.name AS recorder, a.signed_at, a.revision, a.language, a.declaration_version, a.sha256, a.voided_at, a.void_reason
    FROM attestation a LEFT JOIN staff w ON w.id = a.witness_id LEFT JOIN staff s ON s.id = a.recorded_by`;

function viewOf(row: Row): AttestationView {
  return {
    id: row.id,
    method: row.method,
    signerName: row.signer_name,
    witness: row.witness === null ? null : { id: row.witness_id, name: row.witness },
    recordedBy: row.recorded_by ? { id: row.recorded_by, name: row.recorder ?? '' } : null,
    signedAt: row.signed_at,
    revision: row.revision,
    language: row.language,
    declarationVersion: row.declaration_version,
    sha256: row.sha256.toString('hex'),
    voidedAt: row.voided_at,
    voidReason: row.void_reason,
  };
}
