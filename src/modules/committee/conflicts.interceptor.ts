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
import type { SignedInStaff } from '../staff/signed-in-staff.js';
import { CommitteeAccess } from './committee.access.js';

const OF_ONE = '/api/v1/requests/:id';
const LISTS = ['/api/v1/requests', '/api/v1/conversations/:id/requests'];
const id = z.uuid();

/**
 * Keeps a request from whoever is tied to the person, on every route of requests whatever module it is in. An interceptor
 * because it comes after the guard that says who asks.
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
    if (!staff) return next.handle();
    if (route === OF_ONE || route.startsWith(`${OF_ONE}/`)) {
      const given = id.safeParse((request.params as { id?: string }).id);
      if (given.success && (await this.access.isTied(staff.id, given.data))) {
        throw new RequestNotFoundError(given.data);
      }
      return next.handle();
    }
    if (request.method !== 'GET' || !LISTS.includes(route)) return next.handle();
    return next.handle().pipe(mergeMap((list) => from(this.without(staff.id, list))));
  }

  private async without(staffId: string, list: unknown): Promise<unknown> {
    const { data } = list as { data?: { id: string }[] };
    if (!Array.isArray(data) || data.length === 0) return list;
    const kept = await this.database.query<{ id: string }>(
      `SELECT id FROM unnest($2::uuid[]) AS shown (id)
        WHERE EXISTS (SELECT FROM conflict_of_interest WHERE staff_id = $1) AND has_conflict($1, id)`,
      [staffId, data.map((row) => row.id)],
    );
    if (kept.length === 0) return list;
    return { ...(list as object), data: data.filter((row) => !kept.some((one) => one.id === row.id)) };
  }
}
