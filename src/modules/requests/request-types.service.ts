import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import type { NewType, RequestTypeView, TypeBody } from './request-types.schemas.js';
import { RequestTypeNotFoundError, RequestTypeSlugTakenError } from './requests.errors.js';

const VIEW = `t.id, t.slug, jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS name, t.active, t.position,
  v.version, v.fields, v.papers`;

/** What can be asked for: the fields of each type and the papers that it needs. Administrators change them without code. */
@Injectable()
export class RequestTypes {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** In the order of the forms. @param all those that are not offered any more as well */
  async list(all = false): Promise<RequestTypeView[]> {
    return this.database.query<RequestTypeView>(
      `SELECT ${VIEW} FROM request_type t JOIN request_type_version v ON v.type_id = t.id AND v.version = t.version
        WHERE $1 OR t.active ORDER BY t.position, t.slug`,
      [all],
    );
  }

  /** As new requests get it. @throws RequestTypeNotFoundError when there is none, or it is not offered any more */
  async bySlug(sql: Sql, slug: string): Promise<RequestTypeView> {
    const [type] = await sql.query<RequestTypeView>(
      `SELECT ${VIEW} FROM request_type t JOIN request_type_version v ON v.type_id = t.id AND v.version = t.version
        WHERE t.slug = $1 AND t.active`,
      [slug],
    );
    if (!type) throw new RequestTypeNotFoundError(slug);
    return type;
  }

  /** As a request has it. */
  async ofRequest(sql: Sql, requestId: string): Promise<RequestTypeView> {
    const [type] = await sql.query<RequestTypeView>(
      `SELECT ${VIEW} FROM support_request r JOIN request_type t ON t.id = r.type_id
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version WHERE r.id = $1`,
      [requestId],
      'request-types.of-request',
    );
    if (!type) throw new RequestTypeNotFoundError(requestId);
    return type;
  }

  /** @throws RequestTypeSlugTakenError */
  async create(body: NewType, actor: Actor): Promise<RequestTypeView> {
    const id = newId();
    await this.database.transaction(async (tx) => {
      const [made] = await tx.query(
        `INSERT INTO request_type (id, slug, name_ar, name_en, active, position, version)
         VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (slug) DO NOTHING RETURNING id`,
        [id, body.slug, body.name.ar, body.name.en, body.active, body.position],
      );
      if (!made) throw new RequestTypeSlugTakenError(body.slug);
      await this.addVersion(tx, id, 1, body, actor);
      await this.record(tx, id, 'request_type.created', 1, actor);
    });
    return this.get(this.database, id);
  }

  /**
   * Changes a type. Other fields or papers make a new version: requests that were made before keep theirs.
   * @throws RequestTypeNotFoundError
   */
  async change(id: string, body: TypeBody, actor: Actor): Promise<RequestTypeView> {
    await this.database.transaction(async (tx) => {
      const [before] = await tx.query<{ version: number; same: boolean }>(
        `SELECT t.version, v.fields = $2::jsonb AND v.papers = $3::jsonb AS same
           FROM request_type t JOIN request_type_version v ON v.type_id = t.id AND v.version = t.version
          WHERE t.id = $1 FOR UPDATE OF t`,
        [id, JSON.stringify(body.fields), JSON.stringify(body.papers)],
      );
      if (!before) throw new RequestTypeNotFoundError(id);
      const version = before.same ? before.version : before.version + 1;
      if (!before.same) await this.addVersion(tx, id, version, body, actor);
      await tx.query(
        `UPDATE request_type SET name_ar = $2, name_en = $3, active = $4, position = $5, version = $6, updated_at = now()
          WHERE id = $1`,
        [id, body.name.ar, body.name.en, body.active, body.position, version],
      );
      await this.record(tx, id, 'request_type.changed', version, actor);
    });
    return this.get(this.database, id);
  }

  private async get(sql: Sql, id: string): Promise<RequestTypeView> {
    const [type] = await sql.query<RequestTypeView>(
      `SELECT ${VIEW} FROM request_type t JOIN request_type_version v ON v.type_id = t.id AND v.version = t.version
        WHERE t.id = $1`,
      [id],
    );
    if (!type) throw new RequestTypeNotFoundError(id);
    return type;
  }

  private async addVersion(
    tx: Transaction,
    id: string,
    version: number,
    body: Pick<TypeBody, 'fields' | 'papers'>,
    actor: Actor,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO request_type_version (type_id, version, fields, papers, created_by) VALUES ($1, $2, $3, $4, $5)',
      [id, version, JSON.stringify(body.fields), JSON.stringify(body.papers), actor.id],
    );
  }

  private async record(
    tx: Transaction,
    id: string,
    action: string,
    version: number,
    actor: Actor,
  ): Promise<void> {
    await this.audit.record(tx, [
      { actor, action, subjectKind: 'request_type', subjectId: id, data: { version } },
    ]);
  }
}
