import { Inject, Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { UploadedFiles } from '../../channels/core/uploaded-files.js';
import { PageUnreadableError } from '../../platform/documents/documents.errors.js';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { SignatureImageError, SignedPaperRefusedError } from './attestations.errors.js';

/** What was drawn, or the paper that was signed, in the storage. */
export interface Evidence {
  key: string;
  contentType: string;
}

/** A drawing of more points than any screen has is no signature. */
const MOST_PIXELS = 20_000_000;
const WIDEST = 1600;

/** Signatures, marks and signed papers: checked, and kept. */
@Injectable()
export class AttestationEvidence {
  constructor(
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(UploadedFiles) private readonly uploads: UploadedFiles,
    @Inject(PagePictures) private readonly pictures: PagePictures,
  ) {}

  /**
   * Keeps what was drawn on the screen: as points only, whatever else the file carried.
   * @param image a PNG in base64
   * @throws SignatureImageError when it is none, or nothing is drawn
   */
  async drawn(image: string): Promise<Evidence> {
    const { key } = await this.files.put(await redrawn(Buffer.from(image, 'base64')));
    return { key, contentType: 'image/png' };
  }

  /** @throws SignedPaperRefusedError, UploadedFileNotFoundError when it is a colleague's */
  async paper(uploadId: string, staffId: string): Promise<Evidence> {
    const [upload] = await this.uploads.of(staffId, [uploadId]);
    const { key, contentType } = upload!;
    try {
      await this.pictures.count({ key, contentType });
    } catch (error) {
      if (error instanceof PageUnreadableError) throw new SignedPaperRefusedError();
      throw error;
    }
    return { key, contentType };
  }
}

async function redrawn(image: Buffer): Promise<Buffer> {
  const options = { limitInputPixels: MOST_PIXELS, failOn: 'error' } as const;
  let drawing: { png: Buffer; blank: boolean };
  try {
    if ((await sharp(image, options).metadata()).format !== 'png') throw new Error('not a PNG');
    const drawn = sharp(image, options)
      .flatten({ background: '#ffffff' })
      .greyscale()
      .resize({ width: WIDEST, withoutEnlargement: true });
    const png = await drawn.png({ compressionLevel: 9 }).toBuffer();
    const [grey] = (await sharp(png).stats()).channels;
    drawing = { png, blank: grey!.max - grey!.min < 64 };
  } catch {
    throw new SignatureImageError('unreadable');
  }
  if (drawing.blank) throw new SignatureImageError('blank');
  return drawing.png;
}
