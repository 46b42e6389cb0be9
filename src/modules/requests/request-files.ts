import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { CHANGEABLE, OVER, type RequestState } from './request.states.js';
import { RequestPapers } from './request-papers.js';
import {
  RequestFileNotFoundError,
  RequestItemNotFoundError,
  RequestNotChangeableError,
  RequestNotFoundError,
} from './requests.errors.js';
import { RequestUpdates } from './requests.updates.js';

export interface AddedFile {
  fileName: string;
  contentType: string;
  /** Bytes. */
  size: number;
  storageKey: string;
  source: 'conversation' | 'officer' | 'person' | 'representative';
  /** Of the attachment that it was taken from; the same one is not kept twice. */
  attachmentId?: string;
  addedBy?: string;
  /** The paper of the checklist that it shows. */
  paperKey?: string;
}

/** The files of a request: scans of its papers, pictures of its fields. What was removed is only hidden. */
@Injectable()
export class RequestFiles {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly storage: FileStorage,
    @Inject(RequestPapers) private readonly papers: RequestPapers,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /** @throws RequestNotFoundError, RequestNotChangeableError, RequestItemNotFoundError for a paper that it does not need */
  async add(tx: Transaction, requestId: string, files: AddedFile[], actor: Actor): Promise<string[]> {
    if (files.length === 0) return [];
    const request = await this.lock(tx, requestId);
    if (OVER.includes(request.state)) throw new RequestNotChangeableError(request.state);
    const keys = [...new Set(files.flatMap(({ paperKey }) => paperKey ?? []))];
    const unknown = keys.find((key) => !request.papers.includes(key));
    if (unknown !== undefined) throw new RequestItemNotFoundError(unknown);
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO request_file (id, request_id, paper_key, file_name, content_type, size, storage_key, source,
                                 attachment_id, added_by)
       SELECT f.id, $1, f.paper_key, f.file_name, f.content_type, f.size, f.storage_key, f.source, f.attachment_id,
              f.added_by
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::uuid[],
                     $10::uuid[]) WITH ORDINALITY
              AS f (id, paper_key, file_name, content_type, size, storage_key, source, attachment_id, added_by, position)
        ORDER BY f.position
       ON CONFLICT (request_id, attachment_id) WHERE attachment_id IS NOT NULL
       DO UPDATE SET removed_at = NULL, paper_key = coalesce(excluded.paper_key, request_file.paper_key)
       RETURNING id`,
      [
        requestId,
        files.map(() => newId()),
        files.map((file) => file.paperKey ?? null),
        files.map((file) => file.fileName),
        files.map((file) => file.contentType),
        files.map((file) => file.size),
        files.map((file) => file.storageKey),
        files.map((file) => file.source),
        files.map((file) => file.attachmentId ?? null),
        files.map((file) => file.addedBy ?? null),
      ],
    );
    if (keys.length > 0 && CHANGEABLE.includes(request.state)) await this.papers.arrived(tx, requestId, keys);
    await this.touched(tx, requestId, 'request.files_added', { files: rows.length, papers: keys }, actor);
    return rows.map(({ id }) => id);
  }

  /** Takes files that an officer has uploaded, and attachments of messages of the same person. */
  async take(
    tx: Transaction,
    requestId: string,
    {
      uploads,
      attachments,
      paperKey,
    }: { uploads: string[]; attachments: string[]; paperKey?: string | undefined },
    staffId: string,
  ): Promise<string[]> {
    const uploaded = await tx.query<AddedFile & { id: string }>(
      `DELETE FROM upload WHERE id = ANY($1::uuid[]) AND owner_id = $2
       RETURNING id, file_name AS "fileName", content_type AS "contentType", size::float8 AS size,
                 storage_key AS "storageKey"`,
      [uploads, staffId],
    );
    const sent = await tx.query<AddedFile & { id: string }>(
      `SELECT f.id, f.file_name AS "fileName", f.content_type AS "contentType", f.size::float8 AS size,
              f.storage_key AS "storageKey"
         FROM support_request r JOIN conversation own ON own.id = r.conversation_id
         JOIN conversation c ON c.contact_point_id = own.contact_point_id
         JOIN message m ON m.conversation_id = c.id AND m.has_attachments
         JOIN attachment f ON f.message_id = m.id AND f.state = 'stored'
        WHERE r.id = $1 AND f.id = ANY($2::uuid[])`,
      [requestId, attachments],
    );
    const found = new Set([...uploaded, ...sent].map(({ id }) => id));
    const missing = [...uploads, ...attachments].filter((id) => !found.has(id));
    if (missing.length > 0) throw new RequestFileNotFoundError(missing);
    const asPaper = paperKey ? { paperKey } : {};
    const file = ({ id: _, ...rest }: AddedFile & { id: string }) => ({
      ...rest,
      addedBy: staffId,
      ...asPaper,
    });
    return this.add(
      tx,
      requestId,
      [
        ...uploaded.map((row) => ({ ...file(row), source: 'officer' as const })),
        ...sent.map((row) => ({ ...file(row), source: 'conversation' as const, attachmentId: row.id })),
      ],
      { kind: 'staff', id: staffId },
    );
  }

  /** Hides a file. A field that named it names it no more; a paper that nothing shows any more has not come. */
  async remove(tx: Transaction, requestId: string, fileId: string, actor: Actor): Promise<void> {
    const request = await this.lock(tx, requestId);
    if (!CHANGEABLE.includes(request.state)) throw new RequestNotChangeableError(request.state);
    const [file] = await tx.query<{ paperKey: string | null }>(
      `UPDATE request_file SET removed_at = insat_now() WHERE request_id = $1 AND id = $2 AND removed_at IS NULL
       RETURNING paper_key AS "paperKey"`,
      [requestId, fileId],
    );
    if (!file) throw new RequestFileNotFoundError([fileId]);
    await tx.query(
      `UPDATE support_request r
          SET data = (SELECT coalesce(jsonb_object_agg(key, CASE WHEN value @> to_jsonb(ARRAY[$2::text])
                                                                 THEN value - $2::text ELSE value END), '{}')
                        FROM jsonb_each(r.data))
        WHERE id = $1 AND EXISTS (SELECT FROM jsonb_each(r.data) WHERE value @> to_jsonb(ARRAY[$2::text]))`,
      [requestId, fileId],
    );
    if (file.paperKey) await this.papers.left(tx, requestId, file.paperKey);
    await this.touched(tx, requestId, 'request.file_removed', { fileId }, actor);
  }

  /** @throws RequestFileNotFoundError */
  async open(
    requestId: string,
    fileId: string,
  ): Promise<{ stream: Readable; size: number; fileName: string; contentType: string }> {
    const [file] = await this.database.query<{ key: string; fileName: string; contentType: string }>(
      `SELECT storage_key AS key, file_name AS "fileName", content_type AS "contentType"
         FROM request_file WHERE request_id = $1 AND id = $2 AND removed_at IS NULL`,
      [requestId, fileId],
    );
    if (!file) throw new RequestFileNotFoundError([fileId]);
    const { key, ...named } = file;
    return { ...(await this.storage.open(key)), ...named };
  }

  private async lock(tx: Transaction, requestId: string): Promise<{ state: RequestState; papers: string[] }> {
    const [row] = await tx.query<{ state: RequestState; papers: string[] }>(
      `SELECT r.state, ARRAY(SELECT paper->>'key' FROM jsonb_array_elements(v.papers) paper) AS papers
         FROM support_request r JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
        WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
      [requestId],
    );
    if (!row) throw new RequestNotFoundError(requestId);
    return row;
  }

  private async touched(
    tx: Transaction,
    requestId: string,
    action: string,
    data: Record<string, unknown>,
    actor: Actor,
  ): Promise<void> {
    await tx.query('UPDATE support_request SET updated_at = insat_now() WHERE id = $1', [requestId]);
    await this.audit.record(tx, [{ actor, action, subjectKind: 'request', subjectId: requestId, data }]);
    this.updates.changed(tx, requestId);
  }
}
