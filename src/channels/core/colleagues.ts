import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { ColleagueNotFoundError } from './channels.errors.js';

/** The members of staff, as far as channels that people work on have to know them: whether they are here, and their names. */
@Injectable()
export class Colleagues {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws ColleagueNotFoundError also for one who has left */
  async nameOf(id: string): Promise<string> {
    const [row] = await this.database.query<{ name: string }>(
      'SELECT name FROM staff WHERE id = $1 AND active',
      [id],
    );
    if (!row) throw new ColleagueNotFoundError(id);
    return row.name;
  }
}
