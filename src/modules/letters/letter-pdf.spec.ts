import { PDFiumLibrary } from '@hyzyla/pdfium';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { drawPage, PICTURE_SIDE } from '../../platform/documents/page-drawing.js';
import { type Letter, makeLetters } from './letter-pdf.js';

const LETTER: Letter = {
  language: 'ar',
  organisation: 'جمعية البر',
  reference: '2026-0417',
  date: new Date('2026-11-22T09:00:00Z'),
  recipient: ['الأستاذة عائشة الجهني', '3219 طريق الملك عبدالله', 'ينبع 46424-7523'],
  answers: { writtenOn: '5 جمادى الآخرة 1448 هـ', postalReference: null },
  subject: null,
  text: 'السلام عليكم ورحمة الله وبركاته.\n\nطلبكم رقم 2026-0417 قيد الدراسة.',
  signatory: 'نورة العتيبي',
  enclosures: [],
};
const SECOND = { ...LETTER, reference: '2026-0500', text: 'خطاب آخر' };

/** The words of each page, as a reader of the file selects them. */
async function wordsOf(pdf: Buffer): Promise<string[]> {
  const document = await (await PDFiumLibrary.init()).loadDocument(pdf);
  return [...document.pages()].map((page) =>
    page.getText().replaceAll('\u0640', '').replaceAll('\r\n', '\n'),
  );
}

/** How much ink lies in a part of the page, in millimetres of A4: the share of dark points. */
async function ink(
  pdf: Buffer,
  [left, top, width, height]: [number, number, number, number],
): Promise<number> {
  const { jpeg } = await drawPage(pdf, 'application/pdf', 1);
  const scale = PICTURE_SIDE / 297;
  const { data } = await sharp(jpeg)
    .extract({
      left: Math.round(left * scale),
      top: Math.round(top * scale),
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data.reduce((dark, point) => dark + (point < 128 ? 1 : 0), 0) / data.length;
}

describe('a letter', () => {
  test('says what was written, in the order of reading, with both calendars', async () => {
    const [page] = await wordsOf(await makeLetters([LETTER]));
    for (const line of [
      'جمعية البر',
      'الأستاذة عائشة الجهني',
      'ينبع 46424-7523',
      'المرجع: 2026-0417',
      'التاريخ: 12 جمادى الآخرة 1448 ه',
      'الموافق: 22 نوفمبر 2026',
      'السلام عليكم ورحمة الله وبركاته',
      'نورة العتيبي',
    ]) {
      expect(page).toContain(line);
    }
  });

  test('joins its letters: a joined word takes less room than its letters apart', async () => {
    const joined = await ink(await makeLetters([{ ...LETTER, text: 'مممممممممم' }]), [25, 103, 165, 14]);
    const apart = await ink(
      await makeLetters([{ ...LETTER, text: [...'مممممممممم'].join('\u200c') }]),
      [25, 103, 165, 14],
    );
    expect(apart).toBeGreaterThan(joined * 1.2);
  });

  test('shows the address in the window of the envelope, at the left, and begins its lines at the right', async () => {
    const pdf = await makeLetters([LETTER]);
    expect(await ink(pdf, [25, 56, 80, 22])).toBeGreaterThan(0.02);
    // A line of the text ends long before the left margin; it begins at the right one.
    expect(await ink(pdf, [150, 103, 40, 12])).toBeGreaterThan(0.02);
    expect(await ink(pdf, [25, 103, 40, 12])).toBe(0);
  });

  test('in English begins at the left', async () => {
    const pdf = await makeLetters([{ ...LETTER, language: 'en', text: 'Dear Aisha,' }]);
    expect(await ink(pdf, [25, 103, 30, 12])).toBeGreaterThan(0.02);
    expect(await ink(pdf, [150, 103, 40, 12])).toBe(0);
    expect((await wordsOf(pdf))[0]).toContain('Date: 12 Jumada II 1448 AH');
  });

  test('of many words goes on with page numbers, and signs on the last', async () => {
    const pages = await wordsOf(await makeLetters([{ ...LETTER, text: `${LETTER.text}\n\n`.repeat(30) }]));
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((words, index) => {
      expect(words).toContain(`صفحة ${index + 1} من ${pages.length}`);
      expect(words.includes('نورة العتيبي')).toBe(index === pages.length - 1);
    });
    expect(pages[0]).not.toContain('جمعية البر · 2026-0417');
    expect(pages[1]).toContain('2026-0417');
  });

  test.each([1, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22])(
    'of %i lines does not sign on a page without a line of the text',
    async (lines) => {
      const pages = await wordsOf(
        await makeLetters([{ ...LETTER, text: Array.from({ length: lines }, () => 'نص السطر').join('\n') }]),
      );
      expect(pages.at(-1)).toContain('نص السطر');
    },
  );

  test('has a sign where the font has no letter, and no page less for it', async () => {
    const pdf = await makeLetters([{ ...LETTER, text: 'شكرا 👨‍👩‍👧 你好' }]);
    expect((await wordsOf(pdf))[0]).toContain('شكرا');
  });

  test('is the same file whenever it is made', async () => {
    expect((await makeLetters([LETTER])).equals(await makeLetters([LETTER]))).toBe(true);
  });

  test('lists its enclosures and brings those that can be printed', async () => {
    const jpeg = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#c82828' } })
      .jpeg()
      .toBuffer();
    const enclosures = [
      { name: 'عقد الإيجار.docx', pages: null },
      { name: 'photo.jpg', pages: [jpeg, jpeg] },
    ];
    const pages = await wordsOf(await makeLetters([{ ...LETTER, enclosures }]));
    expect(pages).toHaveLength(3);
    expect(pages[0]).toContain('المرفقات');
    expect(pages[0]).toContain('يُرفق يدويًا');
    expect(pages[2]).toContain('photo.jpg');
  });
});

test('a print run is one file, each letter on pages and with page numbers of its own', async () => {
  const pages = await wordsOf(await makeLetters([LETTER, SECOND]));
  expect(pages).toHaveLength(2);
  expect(pages[0]).toContain('2026-0417');
  expect(pages[1]).toContain('2026-0500');
  expect(pages.join()).not.toContain('صفحة');
});
