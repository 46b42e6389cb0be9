import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { RequestNotFoundError } from '../requests/requests.errors.js';
import { COUNT_CAP } from '../requests/requests.queries.js';
import type { SignedInStaff } from '../staff/signed-in-staff.js';
import { CommitteeAccess } from './committee.access.js';

const ALL = '/api/v1/requests';
const OF_ONE = `${ALL}/:id`;
const COUNTS = `${ALL}/counts`;
const LISTS = [ALL, `${OF_ONE}/duplicates`, '/api/v1/conversations/:id/requests'];
const id = z.uuid();

type Row = { id: string };

/**
 * Keeps a request from whoever is tied to the person, on every route of requests whatever module it is in: their own
 * routes, lists, counts, and where they stand beside another request. An interceptor because it comes after the guard
 * that says who asks.
 */
@Injectable()
export class ConflictsInterceptor implements NestInterceptor {
  constructor(
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(Database) private readonly database: Database,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest & { staff?: SignedInStaff }>();
    const route = request.routeOptions.url ?? '';
    const { staff } = request;
    if (!staff || !(route.startsWith(ALL) || LISTS.includes(route))) return next.handle();
    if (route === OF_ONE || route.startsWith(`${OF_ONE}/`)) {
      const given = id.safeParse((request.params as { id?: string }).id);
      if (given.success && (await this.access.isTied(staff.id, given.data))) {
        throw new RequestNotFoundError(given.data);
      }
    }
    if (route === COUNTS) {
      return next.handle().pipe(mergeMap((counts) => from(this.countsWithout(staff.id, counts))));
    }
    return next.handle().pipe(mergeMap((answer) => from(this.without(staff.id, route, answer))));
  }

  /** A list without them; one request without them among those of the same household. */
  private async without(staffId: string, route: string, answer: unknown): Promise<unknown> {
    const key = LISTS.includes(route) ? 'data' : 'duplicates';
    const rows = (answer as Record<string, unknown> | null | undefined)?.[key];
    if (!Array.isArray(rows) || rows.length === 0) return answer;
    const tied = await this.database.query<Row>(
      `SELECT id FROM unnest($2::uuid[]) AS shown (id)
        WHERE EXISTS (SELECT FROM conflict_of_interest WHERE staff_id = $1) AND has_conflict($1, id)`,
      [staffId, (rows as Row[]).map((row) => row.id)],
    );
    if (tied.length === 0) return answer;
    return {
      ...(answer as object),
      [key]: (rows as Row[]).filter((row) => !tied.some((one) => one.id === row.id)),
    };
  }

  /** What is kept from somebody is not counted for them either; a count at its cap says no number anyhow. */
  private async countsWithout(staffId: string, answer: unknown): Promise<unknown> {
    const tied = await this.database.query<{ state: string; count: number }>(
      `SELECT r.state, count(*)::int FROM tied_requests($1) AS tied (id) JOIN support_request r ON r.id = tied.id
        GROUP BY r.state`,
      [staffId],
    );
    const counts = { ...(answer as Record<string, number>) };
    for (const { state, count } of tied) {
      if (counts[state]! < COUNT_CAP) counts[state]! -= count;
    }
    return counts;
  }
}
