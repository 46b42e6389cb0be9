import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { containing, fold } from '../../platform/i18n/fold.js';
import { isReference } from './reference.js';

/**
 * What more people than this carry is common. Its conversations are found by walking the list, newest first; those
 * of fewer people by their own index. Either way round the other would take seconds.
 */
export const RARE = 5_000;

/** What a search means for the list, as values of a condition on conversations. */
export type Search =
  | { kind: 'rare'; conversations: string[]; people: string[] }
  | { kind: 'common'; conversations: string[]; like: string };

/** Looks up whom a search names, so that the list need not guess how many they are. */
@Injectable()
export class ConversationSearch {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * People whose name, number or address holds `q`, and the conversation whose reference it is, or that has it on a
   * paper of a representative's: one telephone number in ten could also be a reference.
   */
  async find(q: string): Promise<Search> {
    const like = containing(q);
    const [people, conversations] = await Promise.all([
      this.database.query<{ id: string }>(
        `SELECT id FROM contact_point WHERE search LIKE $1 LIMIT ${RARE + 1}`,
        [like],
      ),
      this.named(q),
    ]);
    if (people.length > RARE) return { kind: 'common', conversations, like };
    return { kind: 'rare', conversations, people: people.map(({ id }) => id) };
  }

  private async named(q: string): Promise<string[]> {
    const digits = fold(q).replace(/[\s-]/g, '');
    if (!isReference(digits)) return [];
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM conversation WHERE reference = $1
       UNION ALL
       SELECT conversation_id FROM message
        WHERE replace(facts ->> 'branch.receipt', '-', '') = $2 AND facts ->> 'branch.receipt' IS NOT NULL
       UNION ALL SELECT conversation_id FROM message WHERE facts ->> 'form.receipt' = $3`,
      [`${digits.slice(0, -4)}-${digits.slice(-4)}`, digits, digits.replace(/^(...)(...)(...)$/, '$1-$2-$3')],
    );
    return rows.map(({ id }) => id);
  }
}
