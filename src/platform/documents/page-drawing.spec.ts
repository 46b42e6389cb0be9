import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { drawPage, PICTURE_SIDE } from './page-drawing.js';
import { hasPages } from './page-types.js';

const fixture = (name: string) => readFileSync(`test/fixtures/letter/${name}`);

function pdf(pages: number, options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', ...options });
  for (let page = 2; page <= pages; page += 1) document.addPage();
  document.rect(0, 0, 300, 300).fill('#2850c8');
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    document
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)));
    document.end();
  });
}

/** The page of the fixtures: red in its upper left quarter, blue in its lower right one. */
async function quarters(jpeg: Buffer): Promise<{ width: number; height: number; colours: string[] }> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * 3;
    const [red = 0, green = 0, blue = 0] = data.subarray(start, start + 3);
    return red > 150 && blue < 100
      ? 'red'
      : blue > 150 && red < 100
        ? 'blue'
        : green > 200
          ? 'white'
          : 'other';
  };
  return {
    width: info.width,
    height: info.height,
    colours: [at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8)],
  };
}

const UPRIGHT = { width: 480, height: 640, colours: ['red', 'white', 'blue'] };

describe('a picture of a page', () => {
  test("is drawn from a telephone's HEIC", async () => {
    const { jpeg, pages } = await drawPage(fixture('page.heic'), 'image/heic', 1);
    expect(pages).toBe(1);
    expect(await quarters(jpeg)).toEqual(UPRIGHT);
  });

  test('stands upright when the camera lay on its side, and keeps none of its notes', async () => {
    const content = fixture('page-sideways.jpg');
    expect((await sharp(content).metadata()).orientation).toBe(6);
    const { jpeg } = await drawPage(content, 'image/jpeg', 1);
    expect(await quarters(jpeg)).toEqual(UPRIGHT);
    expect((await sharp(jpeg).metadata()).exif).toBeUndefined();
  });

  test('is drawn from any page of a PDF, on white, at a size to read it', async () => {
    const document = await pdf(3);
    const first = await drawPage(document, 'application/pdf', 1);
    const last = await drawPage(document, 'application/pdf', 3);
    expect([first.pages, last.pages]).toEqual([3, 3]);
    const { height, colours } = await quarters(first.jpeg);
    expect(Math.abs(height - PICTURE_SIDE)).toBeLessThan(5);
    expect(colours).toEqual(['white', 'white', 'white']);
    expect((await quarters(last.jpeg)).colours).toEqual(['blue', 'white', 'white']);
  });

  test.each<[string, () => Promise<Buffer> | Buffer, string, number]>([
    ['a PDF that is locked', () => pdf(1, { userPassword: 'secret' }), 'application/pdf', 1],
    ['a PDF that was cut off', async () => (await pdf(1)).subarray(0, 200), 'application/pdf', 1],
    ['a page that a PDF does not have', () => pdf(2), 'application/pdf', 3],
    ['a HEIC that was cut off', () => fixture('page.heic').subarray(0, 300), 'image/heic', 1],
    ['a second page of a photograph', () => fixture('page-sideways.jpg'), 'image/jpeg', 2],
    ['something else that says it is a picture', () => Buffer.from('<html>'), 'image/png', 1],
  ])('is refused for %s', async (_, content, contentType, page) => {
    await expect(drawPage(await content(), contentType, page)).rejects.toThrow();
  });

  test('is offered for what has pages alone', () => {
    expect(
      ['application/pdf', 'image/heic', 'image/png', 'text/html', 'image/svg+xml'].map(hasPages),
    ).toEqual([true, true, true, false, false]);
  });
});
