import PDFDocument from 'pdfkit';
import { letterFont, type Weight } from './letter-fonts.js';
import { breakLines, type Direction, firstDirection, type Line } from './letter-lines.js';

const POINTS_PER_MM = 72 / 25.4;
/** Millimetres, in which letters are measured, as the points of a PDF. */
export const mm = (millimetres: number): number => millimetres * POINTS_PER_MM;

export const INK = '#111111';
export const FAINT = '#666666';
const HAIRLINE = '#999999';

export interface Style {
  size: number;
  /** From one base line to the next, in points. */
  leading: number;
  weight?: Weight;
  colour?: string;
  /** Where lines begin; the side of their own direction unless told. */
  align?: 'start' | 'centre';
  /** Whether the letter's direction holds whatever a line begins with; else its own first letter says. */
  fixed?: true;
}

export interface Box {
  /** From the sheet's left and upper edge, in points. */
  x: number;
  y: number;
  width: number;
}

/** Paper, and what writes on it: shaped, and in visual order. */
export class Sheet {
  private readonly document: PDFKit.PDFDocument;
  private readonly whole: Promise<Buffer>;

  /** @param info `date` is the document's own, so that the same letter is the same bytes whenever it is made */
  constructor(
    private readonly info: { title: string; author: string; language: string; date: Date; keywords?: string },
  ) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: info.language,
      displayTitle: true,
      info: {
        Title: info.title,
        Author: info.author,
        Creator: 'Insat',
        Producer: 'Insat',
        CreationDate: info.date,
        ...(info.keywords && { Keywords: info.keywords }),
      },
    });
    for (const weight of ['regular', 'bold'] as const) {
      this.document.registerFont(weight, letterFont(weight).bytes);
    }
    const chunks: Buffer[] = [];
    this.whole = new Promise((resolve, reject) => {
      this.document.on('data', (chunk: Buffer) => chunks.push(chunk));
      this.document.on('end', () => resolve(Buffer.concat(chunks)));
      this.document.on('error', reject);
    });
  }

  addPage(): void {
    this.document.addPage();
    if (this.pages === 1) this.nameTheJoiner();
  }

  /** How many there are so far. */
  get pages(): number {
    return this.document.bufferedPageRange().count;
  }

  /** Goes back to a page, counted from 0, to write what is known only at the end. */
  turnTo(page: number): void {
    this.document.switchToPage(page);
  }

  /** Paragraphs as lines that fit a width. An empty line between two stays one. */
  lines(text: string, width: number, base: Direction, style: Style): (Line | null)[] {
    const { size, weight = 'regular', fixed } = style;
    const font = letterFont(weight);
    return text.split(/\r\n|\r|\n/).flatMap((paragraph) => {
      const direction = fixed ? base : (firstDirection(paragraph) ?? base);
      const lines = breakLines(font.printable(paragraph), direction, width, (words, script) =>
        font.width(words, script, size),
      );
      return lines.length > 0 ? lines : [null];
    });
  }

  /** Writes one line with its base line `leading` below `y`. */
  line(line: Line, { x, y, width }: Box, style: Style): void {
    const { size, leading, weight = 'regular', colour = INK, align = 'start' } = style;
    const font = letterFont(weight);
    const widths = line.runs.map((run) => font.width(run.text, run.script, size));
    const room = width - widths.reduce((sum, one) => sum + one, 0);
    let at = x + (align === 'centre' ? room / 2 : line.direction === 'rtl' ? room : 0);
    this.document.font(weight).fontSize(size).fillColor(colour);
    line.runs.forEach((run, index) => {
      this.document.text(run.text, at, y + leading, {
        lineBreak: false,
        baseline: 'alphabetic',
        // fontkit takes a script in this place, which pdfkit hands on: it would guess one from the first letter,
        // and turn Arabic digits round.
        features: run.script as unknown as PDFKit.Mixins.OpenTypeFeatures[],
      });
      at += widths[index] as number;
    });
  }

  /** Writes a short text, all of it. @returns where it ends */
  write(text: string, box: Box, base: Direction, style: Style): number {
    let { y } = box;
    for (const line of this.lines(text, box.width, base, style)) {
      if (line) this.line(line, { ...box, y }, style);
      y += style.leading;
    }
    return y;
  }

  rule(fromX: number, toX: number, y: number, thickness = 0.5): void {
    this.document.lineWidth(thickness).strokeColor(HAIRLINE).moveTo(fromX, y).lineTo(toX, y).stroke();
  }

  /** A picture (JPEG or PNG) as large as the box allows, in its middle. */
  picture(image: Buffer, { x, y, width }: Box, height: number): void {
    this.document.image(image, x, y, { fit: [width, height], align: 'center', valign: 'center' });
  }

  /** Puts a file into the document, for machines: readers list it among the attachments. */
  attach(name: string, content: Buffer, type: string, description: string): void {
    const { date } = this.info;
    this.document.file(content, { name, type, description, creationDate: date, modifiedDate: date });
  }

  finish(): Promise<Buffer> {
    this.document.end();
    return this.whole;
  }

  /**
   * Amiri puts strokes between letters that stand for no character. pdfkit names a glyph by what it stood for when it
   * was first used: so the stroke is first used, outside the paper, as the tatweel that it looks like. Otherwise words
   * with it would not be found, nor copied right.
   */
  private nameTheJoiner(): void {
    for (const weight of ['regular', 'bold'] as const) {
      this.document.font(weight).fontSize(1).text('\u0640', -50, -50, { lineBreak: false });
    }
  }
}
