import { formatDay, formatTime } from '../../platform/i18n/dates.js';
import { translate } from '../../platform/i18n/translate.js';
import { FAINT, mm, Sheet, type Style } from '../letters/letter-sheet.js';
import type { Choice } from './committee.schemas.js';

export interface MinutesItem {
  reference: string;
  applicantName: string;
  type: string;
  state: 'decided' | 'postponed' | 'returned';
  note: string;
  /** How many members did not see it; who and why is nobody's business. */
  withConflict: number;
  voters: number;
  votes: Record<Choice, number> | null;
  outcome: 'accepted' | 'rejected' | null;
  reason: string | null;
  reasonText: string | null;
  award: { what: string; amountHalalas: number | null; period: string; conditions: string } | null;
  appealUntil: Date | null;
}

export interface Minutes {
  organisation: string;
  number: number;
  heldAt: Date;
  openedAt: Date;
  closedAt: Date;
  place: string;
  mode: 'consensus' | 'votes';
  quorum: number;
  seats: { name: string; present: boolean; chair: boolean }[];
  notes: string;
  items: MinutesItem[];
}

/** Millimetres on A4. */
const TEXT = { left: 22, right: 188, top: 18, bottom: 272 };
const FOOT = 283;

const NAME: Style = { size: 13, leading: 18, colour: FAINT, align: 'centre', fixed: true };
const TITLE: Style = { size: 19, leading: 27, weight: 'bold', align: 'centre', fixed: true };
const HEADING: Style = { size: 14, leading: 22, weight: 'bold', fixed: true };
const LINE: Style = { size: 12, leading: 18.5, fixed: true };
const SMALL: Style = { size: 9.5, leading: 13, colour: FAINT, align: 'centre', fixed: true };

const words = (key: string, params: Record<string, unknown> = {}): string =>
  translate('ar', `minutes.${key}`, params);

/** The minutes of a session as a PDF in Arabic; the same session gives the same bytes. */
export async function makeMinutes(minutes: Minutes): Promise<Buffer> {
  const sheet = new Sheet({
    title: words('title', { number: minutes.number }),
    author: minutes.organisation,
    language: 'ar',
    date: minutes.closedAt,
  });
  new MinutesSetter(sheet, minutes).set();
  return sheet.finish();
}

/** 1250000 halalas are "12,500.00". */
export function riyals(halalas: number): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(halalas / 100);
}

class MinutesSetter {
  private y = 0;

  constructor(
    private readonly sheet: Sheet,
    private readonly minutes: Minutes,
  ) {}

  set(): void {
    this.page();
    this.head();
    this.attendance();
    for (const [index, item] of this.minutes.items.entries()) this.item(index + 1, item);
    if (this.minutes.notes) {
      this.heading(words('notes'));
      this.write(this.minutes.notes, LINE);
    }
    this.signatures();
    this.feet();
  }

  private head(): void {
    const { organisation, number, heldAt, openedAt, closedAt, place, mode } = this.minutes;
    this.write(organisation, NAME);
    this.write(words('title', { number }), TITLE);
    this.rule();
    this.write(words('date', { day: formatDay(heldAt, 'ar') }), LINE);
    this.write(
      words('times', { opened: formatTime(openedAt, 'ar'), closed: formatTime(closedAt, 'ar') }),
      LINE,
    );
    if (place) this.write(words('place', { place }), LINE);
    this.write(words(`mode_${mode}`), LINE);
  }

  private attendance(): void {
    const { seats, quorum } = this.minutes;
    const present = seats.filter((seat) => seat.present);
    const absent = seats.filter((seat) => !seat.present);
    this.heading(words('attendance'));
    for (const { name, chair } of present) this.write(`• ${chair ? words('chair', { name }) : name}`, LINE);
    if (absent.length > 0) {
      this.write(words('absent', { names: absent.map(({ name }) => name).join('، ') }), LINE);
    }
    this.write(words('quorum', { present: present.length, quorum }), LINE);
  }

  private item(number: number, item: MinutesItem): void {
    this.heading(words('item', { number, type: item.type, reference: item.reference }), LINE.leading * 3);
    this.write(words('applicant', { name: item.applicantName }), LINE);
    if (item.withConflict > 0) this.write(words('conflicts', { count: item.withConflict }), LINE);
    this.write(words('considered', { count: item.voters }), LINE);
    if (item.votes && item.state === 'decided') this.write(words('votes', item.votes), LINE);
    if (item.state !== 'decided' || !item.outcome) {
      this.write(words(item.state), { ...LINE, weight: 'bold' });
      if (item.note) this.write(item.note, LINE);
      return;
    }
    this.write(words(item.outcome), { ...LINE, weight: 'bold' });
    this.write(words('reason', { reason: item.reason, text: item.reasonText }), LINE);
    if (item.award) this.award(item.award);
    if (item.appealUntil) this.write(words('appeal', { day: formatDay(item.appealUntil, 'ar') }), LINE);
  }

  private award({ what, amountHalalas, period, conditions }: NonNullable<MinutesItem['award']>): void {
    this.write(words('award', { what }), LINE);
    if (amountHalalas !== null) this.write(words('amount', { amount: riyals(amountHalalas) }), LINE);
    if (period) this.write(words('period', { period }), LINE);
    if (conditions) this.write(words('conditions', { conditions }), LINE);
  }

  /** A line for each of those who were there, with their names under it, two beside each other. */
  private signatures(): void {
    const present = this.minutes.seats.filter((seat) => seat.present);
    this.heading(words('signatures'), mm(30));
    const width = mm(TEXT.right - TEXT.left) / 2 - mm(8);
    for (let at = 0; at < present.length; at += 2) {
      this.room(mm(26));
      present.slice(at, at + 2).forEach(({ name, chair }, side) => {
        const x = side === 0 ? mm(TEXT.right) - width : mm(TEXT.left);
        const y = this.y + mm(16);
        this.sheet.rule(x, x + width, y);
        const line = chair ? words('chair', { name }) : name;
        this.sheet.write(line, { x, y: y + 1, width }, 'rtl', { ...LINE, align: 'centre' });
      });
      this.y += mm(26);
    }
  }

  private feet(): void {
    const { pages } = this.sheet;
    for (let page = 1; page <= pages; page += 1) {
      this.sheet.turnTo(page - 1);
      const line = words('foot', { number: this.minutes.number, page, pages });
      this.sheet.write(line, { ...this.box, y: mm(FOOT) }, 'rtl', SMALL);
    }
  }

  private get box() {
    return { x: mm(TEXT.left), width: mm(TEXT.right - TEXT.left) };
  }

  private heading(text: string, after = LINE.leading * 2): void {
    this.y += mm(4);
    this.room(HEADING.leading + after);
    this.write(text, HEADING);
  }

  private write(text: string, style: Style): void {
    for (const line of this.sheet.lines(text, this.box.width, 'rtl', style)) {
      this.room(style.leading);
      if (line) this.sheet.line(line, { ...this.box, y: this.y }, style);
      this.y += style.leading;
    }
  }

  private rule(): void {
    this.y += mm(5);
    this.sheet.rule(mm(TEXT.left), mm(TEXT.right), this.y, 0.8);
    this.y += mm(2);
  }

  private room(height: number): void {
    if (this.y + height > mm(TEXT.bottom)) this.page();
  }

  private page(): void {
    this.sheet.addPage();
    this.y = mm(TEXT.top);
  }
}
