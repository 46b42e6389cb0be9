import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { translate } from '../../platform/i18n/translate.js';
import { LiveUpdates } from '../conversations/conversations.live.js';
import type { HandOverReport } from './hand-overs.schemas.js';
import { HandOverPhotosMissingError } from './handovers.errors.js';

interface Photo {
  hash: string;
  key: string;
  contentType: string;
  size: number;
}

/** What a representative adds to a report, in the thread for everybody to see: words, a signature, a photograph. */
@Injectable()
export class HandOverNotes {
  constructor(@Inject(LiveUpdates) private readonly live: LiveUpdates) {}

  /** @throws HandOverPhotosMissingError */
  async write(
    tx: Transaction,
    conversationId: string,
    report: HandOverReport,
    staffId: string,
  ): Promise<void> {
    if (report.note === '' && report.photos.length === 0 && !report.insists) return;
    const photos = await this.claim(tx, staffId, report.photos);
    const messageId = newId();
    await tx.query(
      `INSERT INTO message (id, conversation_id, direction, kind, text, staff_id, has_attachments, occurred_at)
       SELECT $1, $2, 'note', 'text', $3, $4, $5, now()`,
      [messageId, conversationId, wordsOf(report), staffId, photos.length > 0],
    );
    await tx.query(
      `INSERT INTO attachment (id, message_id, position, file_name, content_type, size, storage_key, state)
       SELECT n.id, $1, n.position - 1, n.file_name, n.content_type, n.size, n.storage_key, 'stored'
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[])
              WITH ORDINALITY AS n (id, file_name, content_type, size, storage_key, position)`,
      [
        messageId,
        photos.map(() => newId()),
        photos.map(({ contentType }, index) => `${report.outcome}-${index + 1}.${contentType.split('/')[1]}`),
        photos.map(({ contentType }) => contentType),
        photos.map(({ size }) => size),
        photos.map(({ key }) => key),
      ],
    );
    tx.onCommit(() => this.live.messagesAdded([{ conversationId, messageId }]));
  }

  private async claim(tx: Transaction, staffId: string, hashes: string[]): Promise<Photo[]> {
    const photos = await tx.query<Photo>(
      `SELECT encode(sha256, 'hex') AS hash, storage_key AS key, content_type AS "contentType", size
         FROM branch_photo WHERE staff_id = $1 AND sha256 = ANY($2::bytea[])`,
      [staffId, hashes.map((hash) => Buffer.from(hash, 'hex'))],
    );
    const missing = hashes.filter((hash) => !photos.some((photo) => photo.hash === hash));
    if (missing.length > 0) throw new HandOverPhotosMissingError(missing);
    return hashes.map((hash) => photos.find((photo) => photo.hash === hash)!);
  }
}

function wordsOf({ outcome, note, insists }: HandOverReport): string {
  const said = translate('ar', `branch.outcome.${outcome}`);
  const what = insists ? translate('ar', 'branch.insists', { said }) : said;
  return note === '' ? what : `${what}: ${note}`;
}
