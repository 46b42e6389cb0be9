import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { type UploadedFile, UploadedFiles } from '../../channels/core/uploaded-files.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { SignatureUnreadableError } from './handovers.errors.js';
import type { Proof } from './visit-answers.schemas.js';

/** What was handed over, as far as a signature under it has to name it. */
export interface HandedOver {
  messageId: string;
  reference: string;
  language: Language;
  text: string;
  attachments: { fileName: string; key: string }[];
}

/** What the person signs: the page shows these words above the line. */
export const statementOf = ({ language, reference }: Pick<HandedOver, 'language' | 'reference'>): string =>
  // After Arabic letters a browser turns 100-0017 round; a mark on both sides keeps it.
  translate(language, 'visit.receipt_statement', { reference: `\u200e${reference}\u200e` });

/**
 * SHA-256 (hex) of what was signed: the words, every enclosure by the hash of its bytes, and the statement. The same
 * letter gives the same value for ever, so a later dispute is settled by computing it again.
 */
export function fingerprintOf(handed: HandedOver): string {
  const { messageId, reference, text, attachments } = handed;
  const enclosures = attachments.map(({ fileName, key }) => [fileName, key]);
  return createHash('sha256')
    .update(JSON.stringify([messageId, reference, text, enclosures, statementOf(handed)]))
    .digest('hex');
}

/** The signatures and signed papers that prove a letter was handed over. */
@Injectable()
export class HandOverProofs {
  constructor(
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(UploadedFiles) private readonly uploads: UploadedFiles,
  ) {}

  /**
   * Puts the proof's file into the storage; null for a witness, who leaves none.
   * @throws SignatureUnreadableError, UploadedFileNotFoundError
   */
  async keep(proof: Proof, staffId: string, language: Language): Promise<UploadedFile | null> {
    if (proof.kind === 'witness') return null;
    if (proof.kind === 'paper') return (await this.uploads.of(staffId, [proof.upload]))[0]!;
    const image = Buffer.from(proof.image, 'base64');
    const contentType = 'image/png';
    if ((await fileTypeFromBuffer(image))?.mime !== contentType) throw new SignatureUnreadableError();
    const { key, size } = await this.files.put(image);
    return { fileName: translate(language, 'visit.signature_file'), contentType, size, key };
  }

  /** Adds the proof to the message it proves, after what was sent with it. */
  async attach(tx: Transaction, messageId: string, file: UploadedFile): Promise<void> {
    await tx.query(
      `INSERT INTO attachment (id, message_id, position, file_name, content_type, size, storage_key, state)
       SELECT $1, $2, coalesce(max(position) + 1, 0), $3, $4, $5, $6, 'stored'
         FROM attachment WHERE message_id = $2`,
      [newId(), messageId, file.fileName, file.contentType, file.size, file.key],
    );
    await tx.query('UPDATE message SET has_attachments = true WHERE id = $1', [messageId]);
  }
}
