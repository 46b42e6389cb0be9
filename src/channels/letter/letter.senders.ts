import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { ChannelAccount } from '../core/channel-adapter.js';
import {
  correspondent,
  envelopeLines,
  inOneLine,
  type PostalAddress,
  senderKey,
  wordsOnly,
} from './letter.address.js';

/** Suggestions under a name that is being typed. */
const MOST_FOUND = 8;

export interface KnownSender {
  name: string;
  postal: PostalAddress;
  place: string;
}

/** Who has written on paper, and where an answer goes. */
@Injectable()
export class LetterSenders {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Remembers a sender, or finds the one they are.
   * @returns their address on this channel: it stays as it was written the first time, whatever the spelling
   */
  async remember(account: ChannelAccount, name: string, postal: PostalAddress): Promise<string> {
    const [row] = await this.database.query<{ address: string }>(
      `INSERT INTO letter_sender (account_id, key, address, name, postal, lines) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (account_id, key) DO UPDATE
          SET name = excluded.name, postal = excluded.postal, lines = excluded.lines, updated_at = now()
       RETURNING address`,
      [
        account.id,
        senderKey(name, postal),
        correspondent(name, postal),
        name,
        JSON.stringify(postal),
        envelopeLines(postal),
      ],
    );
    return row!.address;
  }

  /** The lines of the envelope of an answer; the name first. */
  async envelope(account: ChannelAccount, address: string): Promise<string[]> {
    const [row] = await this.database.query<{ name: string; lines: string[] }>(
      `SELECT name, lines FROM letter_sender WHERE account_id = $1 AND address = $2 ORDER BY updated_at DESC LIMIT 1`,
      [account.id, address],
    );
    return row ? [row.name, ...row.lines] : [address];
  }

  /** People whose name begins so, however it is spelled, the last ones to write first. */
  async find(account: ChannelAccount, beginning: string): Promise<KnownSender[]> {
    const name = wordsOnly(beginning);
    if (name === '') return [];
    const rows = await this.database.query<{ name: string; postal: PostalAddress }>(
      `SELECT name, postal FROM letter_sender WHERE account_id = $1 AND key LIKE $2 ORDER BY updated_at DESC LIMIT $3`,
      [account.id, `${name}%`, MOST_FOUND],
    );
    return rows.map((row) => ({ ...row, place: inOneLine(row.postal) }));
  }
}
