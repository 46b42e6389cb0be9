import { PDFiumLibrary } from '@hyzyla/pdfium';
import decodeHeic from 'heic-decode';
import sharp, { type Sharp } from 'sharp';
import { HEIC } from './page-types.js';

/** Longest side of a page's picture, in pixels: handwriting on A4 is read well, and a thumbnail is made of it too. */
export const PICTURE_SIDE = 1600;
const JPEG_QUALITY = 80;
/** More pixels than this are no scan of a letter but a bomb. A sheet of A4 at 600 dpi has 35 million. */
const MOST_PIXELS = 100_000_000;

export interface DrawnPage {
  jpeg: Buffer;
  /** How many pages the whole file has. */
  pages: number;
}

let pdfium: Promise<PDFiumLibrary> | undefined;

/**
 * Draws one page as a JPEG, upright as its camera meant it, on white.
 * @param page counted from 1
 * @throws Error when the file cannot be read (broken, locked by a password, too large) or has no such page
 */
export async function drawPage(content: Buffer, contentType: string, page: number): Promise<DrawnPage> {
  if (contentType === 'application/pdf') return drawPdfPage(content, page);
  if (page !== 1) throw new Error('A picture has one page.');
  const picture = HEIC.has(contentType)
    ? await heicPicture(content)
    : sharp(content, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient();
  return { jpeg: await jpegOf(picture), pages: 1 };
}

async function drawPdfPage(content: Buffer, page: number): Promise<DrawnPage> {
  pdfium ??= PDFiumLibrary.init();
  const document = await (await pdfium).loadDocument(content);
  try {
    const pages = document.getPageCount();
    if (page < 1 || page > pages) throw new Error(`The document has ${pages} pages.`);
    const sheet = document.getPage(page - 1);
    const { originalWidth, originalHeight } = sheet.getOriginalSize();
    const { data, width, height } = await sheet.render({
      scale: PICTURE_SIDE / Math.max(originalWidth, originalHeight, 1),
      render: 'bitmap',
      renderFormFields: true,
    });
    const picture = sharp(data, { raw: { width, height, channels: 4 } });
    return { jpeg: await jpegOf(picture), pages };
  } finally {
    document.destroy();
  }
}

/** Its rotation is part of what libheif decodes; the EXIF note about it must not turn it a second time. */
async function heicPicture(content: Buffer): Promise<Sharp> {
  const images = await decodeHeic.all({ buffer: new Uint8Array(content) });
  try {
    const [first] = images;
    if (!first || first.width * first.height > MOST_PIXELS) throw new Error('The picture is too large.');
    const { width, height, data } = await first.decode();
    return sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
      raw: { width, height, channels: 4 },
    });
  } finally {
    images.dispose();
  }
}

/** Nothing of the camera's notes (place, owner) goes along. */
function jpegOf(picture: Sharp): Promise<Buffer> {
  return picture
    .flatten({ background: '#ffffff' })
    .resize(PICTURE_SIDE, PICTURE_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}
