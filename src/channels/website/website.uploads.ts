import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { newId } from '../../platform/database/ids.js';
import { PublicUploads } from '../core/public-uploads.js';
import { FileTypeRefusedError, UploadNotFoundError } from './website.errors.js';
import type { StoredFile } from './website.payload.js';
import { storable } from './website.schemas.js';
import type { Visitor } from './website.visitors.js';

/** What may be sent, by what the bytes say they are. */
const ALLOWED = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
  'image/tiff',
  'image/bmp',
  'application/pdf',
  'application/rtf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/aac',
  'audio/amr',
  'audio/ogg',
  'audio/opus',
  'audio/wav',
  'audio/flac',
]);

/** Word, Excel and PowerPoint of before 2007 share one container; only the name tells them apart. */
const OLD_OFFICE: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};

export interface Upload {
  id: string;
  fileName: string;
  contentType: string;
  size: number;
}

/** Files that visitors have sent up and not yet put into a message. */
@Injectable()
export class WebsiteUploads {
  constructor(@Inject(PublicUploads) private readonly uploads: PublicUploads) {}

  /**
   * @throws FileTypeRefusedError when the bytes are of no allowed type, whatever the browser called them
   * @throws UploadsFullError
   */
  async keep(visitor: Visitor, name: string, content: Buffer): Promise<Upload> {
    const fileName = plainFileName(name);
    const contentType = await contentTypeOf(content, fileName);
    if (!contentType) throw new FileTypeRefusedError();
    await this.uploads.admit(content.length);
    const id = newId();
    await this.uploads.keep(visitor.id, { id, fileName, contentType }, content);
    return { id, fileName, contentType, size: content.length };
  }

  /**
   * The visitor's uploads in the order asked for, to be journalled with a message.
   * @throws UploadNotFoundError when one is not there, or is another's
   */
  claim(visitor: Visitor, ids: string[]): Promise<StoredFile[]> {
    return this.uploads.claim(visitor.id, ids, (missing) => new UploadNotFoundError(missing));
  }
}

/**
 * What the bytes are, or null when that is not allowed. Text has no magic number: it is text when it is valid
 * UTF-8 without control characters, and it is then only ever served as plain text.
 */
export async function contentTypeOf(content: Buffer, fileName: string): Promise<string | null> {
  if (content.length === 0) return null;
  const type = await fileTypeFromBuffer(content);
  // Parameters as in "audio/ogg; codecs=opus" say nothing that is needed here.
  const mime = type?.mime.split(';')[0];
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  if (mime === 'application/x-cfb') return OLD_OFFICE[extension] ?? null;
  if (mime) return ALLOWED.has(mime) ? mime : null;
  if (!isText(content)) return null;
  return extension === 'csv' ? 'text/csv' : 'text/plain';
}

function isText(content: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
    return !/[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(text);
  } catch {
    return false;
  }
}

/** The last part of a name without what could steer a path or a terminal; 120 characters, extension kept. */
export function plainFileName(name: string): string {
  const plain = storable(name)
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  if (plain === '' || /^\.+$/.test(plain)) return 'file';
  if (plain.length <= 120) return plain;
  const extension = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? '';
  return storable(plain.slice(0, 120 - extension.length)) + extension;
}
