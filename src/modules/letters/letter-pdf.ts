import { setImmediate } from 'node:timers/promises';
import { inBothCalendars } from '../../platform/i18n/dates.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import type { Direction, Line } from './letter-lines.js';
import { FAINT, mm, Sheet, type Style } from './letter-sheet.js';

/** A file that goes into the envelope. */
export interface Enclosure {
  name: string;
  /** Its pages as JPEG; null when it cannot be printed here and is put in by hand. */
  pages: Buffer[] | null;
}

export interface Letter {
  language: Language;
  organisation: string;
  reference: string;
  date: Date;
  /** The name, and below it the lines of the address where it is known. */
  recipient: string[];
  /** The letter that this one answers. */
  answers: { writtenOn: string | null; postalReference: string | null } | null;
  subject: string | null;
  text: string;
  /** Who signs; null for what the hub itself wrote. */
  signatory: string | null;
  enclosures: Enclosure[];
}

/**
 * Where things stand on A4, in millimetres, after DIN 5008 form B: the address shows in the window of a DL or C6/5 envelope
 * when the sheet is folded at the marks. The window is at the left whatever the language, so the address is too.
 */
const PAPER = { width: 210, height: 297 };
const TEXT = { left: 25, right: 190, top: 103, bottom: 268 };
const NEXT_PAGE_TOP = 32;
const HEAD = { y: 16 };
const ADDRESS = { x: 25, y: 45, width: 80, lines: 56 };
const FACTS = { x: 120, y: 50, width: 70 };
const FOLDS = [105, 210];
const PUNCH = 148.5;
const FOOT = 281;
/** Room for a signature and a stamp. */
const SIGNING = 22;
const SIGNATURE_WIDTH = 70;

const NAME: Style = { size: 21, leading: 24, weight: 'bold' };
const SMALL: Style = { size: 8.5, leading: 11, colour: FAINT, fixed: true };
const FACT: Style = { size: 11, leading: 17, fixed: true };
const TO: Style = { size: 12, leading: 15.5 };
const SUBJECT: Style = { size: 14, leading: 22, weight: 'bold', fixed: true };
const BODY: Style = { size: 14, leading: 22.5 };
/** An empty line of the text is less than a whole one. */
const GAP = 11;

/** Makes one PDF of several letters, each on pages of its own with its own page numbers. */
export async function makeLetters(letters: readonly [Letter, ...Letter[]]): Promise<Buffer> {
  const [first] = letters;
  const sheet = new Sheet({
    title: letters.map(({ reference }) => reference).join(', '),
    author: first.organisation,
    language: first.language,
    date: first.date,
  });
  for (const letter of letters) {
    new LetterSetter(sheet, letter).set();
    // Shaping a long letter takes a part of a second: others are served between two of them.
    await setImmediate();
  }
  return sheet.finish();
}

/** Sets one letter, from the upper edge of the first page to the last enclosure. */
class LetterSetter {
  private readonly base: Direction;
  private readonly firstPage: number;
  private y = 0;

  constructor(
    private readonly sheet: Sheet,
    private readonly letter: Letter,
  ) {
    this.base = letter.language === 'ar' ? 'rtl' : 'ltr';
    this.firstPage = sheet.pages;
  }

  set(): void {
    this.sheet.addPage();
    this.marks();
    this.head();
    this.address();
    this.facts();
    this.body();
    this.signature();
    const last = this.sheet.pages;
    this.enclosures();
    this.feet(last);
  }

  private words(key: string, params: Record<string, unknown> = {}): string {
    return translate(this.letter.language, `letter.${key}`, params);
  }

  /** Where to fold, and where to punch; nearly at the edge, as printers allow. */
  private marks(): void {
    for (const y of FOLDS) this.sheet.rule(mm(5), mm(9), mm(y), 0.35);
    this.sheet.rule(mm(5), mm(8), mm(PUNCH), 0.35);
  }

  private head(): void {
    const box = { x: mm(TEXT.left), y: mm(HEAD.y), width: mm(TEXT.right - TEXT.left) };
    const end = this.sheet.write(this.letter.organisation, box, this.base, NAME);
    this.sheet.rule(mm(TEXT.left), mm(TEXT.right), end + mm(5.5), 0.8);
  }

  /** The sender in small above the recipient: that is where the post sends it back to. */
  private address(): void {
    const { recipient, organisation } = this.letter;
    const box = { x: mm(ADDRESS.x), width: mm(ADDRESS.width) };
    const end = this.sheet.write(organisation, { ...box, y: mm(ADDRESS.y) }, this.base, SMALL);
    this.sheet.rule(box.x, box.x + box.width, end + 4.5, 0.35);
    let y = mm(ADDRESS.lines);
    for (const [index, line] of recipient.entries()) {
      const style: Style = index === 0 ? { ...TO, weight: 'bold', size: 13 } : TO;
      y = this.sheet.write(line, { ...box, y }, this.base, style);
    }
  }

  private facts(): void {
    const { language, reference, date, answers } = this.letter;
    const { hijri, gregorian } = inBothCalendars(date, language);
    const facts: [string, string][] = [
      ['reference', reference],
      ['date', hijri],
      ['gregorian', gregorian],
    ];
    if (answers?.writtenOn) facts.push(['yours', answers.writtenOn]);
    if (answers?.postalReference) facts.push(['yourReference', answers.postalReference]);
    let y = mm(FACTS.y);
    for (const [key, value] of facts) {
      const line = `${this.words(key)} ${value}`;
      y = this.sheet.write(line, { x: mm(FACTS.x), y, width: mm(FACTS.width) }, this.base, FACT);
    }
  }

  private body(): void {
    const width = mm(TEXT.right - TEXT.left);
    this.y = mm(TEXT.top);
    if (this.letter.subject) {
      const subject = this.words('subject', { subject: this.letter.subject });
      this.flow(this.sheet.lines(subject, width, this.base, SUBJECT), SUBJECT);
      this.y += GAP;
    }
    this.flow(this.sheet.lines(this.letter.text.trim(), width, this.base, BODY), BODY, this.signatureHeight);
  }

  /**
   * Line after line, over as many pages as it takes. The last two lines stay together, and with what follows them.
   * @param after points that are needed below the last line
   */
  private flow(lines: (Line | null)[], style: Style, after = 0): void {
    const bottom = mm(TEXT.bottom);
    const together = Math.max(0, lines.length - 2);
    lines.forEach((line, index) => {
      if (!line) {
        this.y += GAP;
        return;
      }
      const needed = index < together ? style.leading : style.leading * (lines.length - index) + after;
      if (this.y + needed > bottom) this.nextPage();
      this.sheet.line(line, { x: mm(TEXT.left), y: this.y, width: mm(TEXT.right - TEXT.left) }, style);
      this.y += style.leading;
    });
  }

  private nextPage(): void {
    const { organisation, reference } = this.letter;
    this.sheet.addPage();
    const box = { x: mm(TEXT.left), y: mm(14), width: mm(TEXT.right - TEXT.left) };
    this.sheet.write(`${organisation} · ${reference}`, box, this.base, { ...SMALL, size: 10 });
    this.sheet.rule(box.x, box.x + box.width, mm(21), 0.35);
    this.y = mm(NEXT_PAGE_TOP);
  }

  /** Room for the hand, who it is, and the first lines of the list of enclosures. */
  private get signatureHeight(): number {
    const listed = Math.min(this.letter.enclosures.length, 3);
    return mm(SIGNING) + BODY.leading * 2 + (listed > 0 ? mm(6) + FACT.leading * (listed + 1) : 0);
  }

  /** On the side where the line ends, as letters are signed here. */
  private signature(): void {
    const { organisation, signatory, enclosures } = this.letter;
    const x = this.base === 'rtl' ? mm(TEXT.left) : mm(TEXT.right - SIGNATURE_WIDTH);
    const box = { x, width: mm(SIGNATURE_WIDTH) };
    const centred: Style = { ...BODY, align: 'centre' };
    let y = this.y + mm(SIGNING);
    if (signatory) y = this.sheet.write(signatory, { ...box, y }, this.base, { ...centred, weight: 'bold' });
    y = this.sheet.write(organisation, { ...box, y }, this.base, { ...centred, size: 12 });
    this.y = y + mm(6);
    if (enclosures.length > 0) this.enclosureList();
  }

  private enclosureList(): void {
    const list = this.letter.enclosures.map(({ name, pages }, index) =>
      this.words(pages ? 'enclosure' : 'enclosureByHand', { number: index + 1, name }),
    );
    const width = mm(TEXT.right - TEXT.left);
    const small = FACT;
    this.flow(this.sheet.lines(this.words('enclosures'), width, this.base, small), {
      ...small,
      weight: 'bold',
    });
    this.flow(this.sheet.lines(list.join('\n'), width, this.base, small), small);
  }

  private enclosures(): void {
    const box = { x: mm(15), width: mm(PAPER.width - 30) };
    this.letter.enclosures.forEach(({ name, pages }, index) => {
      pages?.forEach((jpeg) => {
        this.sheet.addPage();
        const caption = this.words('enclosureOf', {
          number: index + 1,
          name,
          reference: this.letter.reference,
        });
        this.sheet.write(caption, { ...box, y: mm(8) }, this.base, { ...SMALL, size: 9 });
        this.sheet.picture(jpeg, { ...box, y: mm(17) }, mm(PAPER.height - 17 - 12));
      });
    });
  }

  /** Page numbers, once it is known how many pages the letter has. A single page needs none. */
  private feet(last: number): void {
    const pages = last - this.firstPage;
    if (pages < 2) return;
    for (let page = 1; page <= pages; page += 1) {
      this.sheet.turnTo(this.firstPage + page - 1);
      const box = { x: mm(TEXT.left), y: mm(FOOT), width: mm(TEXT.right - TEXT.left) };
      this.sheet.write(this.words('page', { page, pages }), box, this.base, {
        ...SMALL,
        size: 10,
        align: 'centre',
      });
    }
    this.sheet.turnTo(this.sheet.pages - 1);
  }
}
