import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { SealedBox } from '../../platform/encryption/sealed-box.js';

/**
 * Texts that go to a person and that nobody here may read: whoever reads a one-time code can act as the person. The
 * message itself says that something was sent; its words lie sealed beside it until they have left.
 */
@Injectable()
export class MessageSecrets {
  private readonly box: SealedBox;

  constructor(
    @Inject(Config) config: Config,
    @Inject(Database) private readonly database: Database,
  ) {
    this.box = new SealedBox(config.derivedKey('message-secrets'));
  }

  /**
   * Has `text` leave in the message's place.
   * @param minutes after which it is not sent any more, however long the message has waited
   */
  async keep(tx: Transaction, messageId: string, text: string, minutes: number): Promise<void> {
    await tx.query(
      `INSERT INTO message_secret (message_id, sealed, good_until)
       VALUES ($1, $2, insat_now() + make_interval(mins => $3))`,
      [messageId, this.box.seal(text, messageId), minutes],
    );
  }

  open(sealed: Buffer, messageId: string): string {
    return this.box.open(sealed, messageId);
  }

  /** Leaves the fact that there was one, so that the message is not sent without it. */
  async erase(tx: Transaction, messageId: string): Promise<void> {
    await tx.query('UPDATE message_secret SET sealed = NULL WHERE message_id = $1', [messageId]);
  }

  /** What could not be sent in time; part of the sweep. */
  async eraseOver(): Promise<void> {
    await this.database.query(
      'UPDATE message_secret SET sealed = NULL WHERE sealed IS NOT NULL AND good_until <= insat_now()',
    );
  }
}
