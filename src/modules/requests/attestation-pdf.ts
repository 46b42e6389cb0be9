import { createHash } from 'node:crypto';
import { formatTime, inBothCalendars } from '../../platform/i18n/dates.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import type { Json } from '../../platform/json/canonical-json.js';
import type { Direction } from '../letters/letter-lines.js';
import { FAINT, mm, Sheet, type Style } from '../letters/letter-sheet.js';
import type { AttestedField, AttestedSnapshot } from './attestation.snapshot.js';
import type { AttestationView } from './attestations.schemas.js';

/** Under this name the PDF carries what was signed; `scripts/verify-attestation.mjs` looks for it. */
const ATTACHED = 'attestation.json';

/** What the paper is made of. */
export interface AttestationPaper {
  organisation: string;
  attestation: AttestationView;
  canonical: string;
  userAgent: string;
  /** What was drawn (PNG). */
  drawing: Buffer | null;
  /** The pages of the signed paper (JPEG). */
  pages: Buffer[];
}

const TEXT = { left: 20, right: 190, top: 16, bottom: 274 };
const LABEL_WIDTH = 48;
const FOOT = 281;
const SIGNATURE = { width: 80, height: 32 };

const HEAD: Style = { size: 12, leading: 15, colour: FAINT, fixed: true };
const TITLE: Style = { size: 20, leading: 28, weight: 'bold', fixed: true };
const SECTION: Style = { size: 13, leading: 19, weight: 'bold', fixed: true };
const LABEL: Style = { size: 10.5, leading: 16, colour: FAINT, fixed: true };
const VALUE: Style = { size: 11.5, leading: 16, fixed: true };
const BODY: Style = { size: 12, leading: 19, fixed: true };
const SMALL: Style = { size: 8.5, leading: 12, colour: FAINT, fixed: true };
const VOID: Style = { size: 13, leading: 20, weight: 'bold', colour: '#b3261e', fixed: true };

/**
 * The paper of an attestation: what was signed, by whom and how, in the language it was signed in. It carries the signed
 * JSON as an attachment and says its hash, and ends with the hash of its own bytes, so that a copy that was damaged or
 * tampered with is found out. The same attestation is the same file whenever it is made.
 */
export async function attestationPdf(paper: AttestationPaper): Promise<Buffer> {
  const pdf = await new AttestationSetter(paper).set();
  const own = createHash('sha256').update(pdf).digest('hex');
  return Buffer.concat([pdf, Buffer.from(`%Insat-SHA-256 ${own}\n`)]);
}

class AttestationSetter {
  private readonly language: Language;
  private readonly base: Direction;
  private readonly snapshot: AttestedSnapshot;
  private readonly sheet: Sheet;
  private y = mm(TEXT.top);

  constructor(private readonly paper: AttestationPaper) {
    this.language = paper.attestation.language;
    this.base = this.language === 'ar' ? 'rtl' : 'ltr';
    this.snapshot = JSON.parse(paper.canonical) as AttestedSnapshot;
    this.sheet = new Sheet({
      title: `${this.words('title')} ${this.snapshot.reference}`,
      author: paper.organisation,
      language: this.language,
      date: paper.attestation.signedAt,
      keywords: `sha256:${paper.attestation.sha256}`,
    });
  }

  set(): Promise<Buffer> {
    this.sheet.addPage();
    this.head();
    this.applicant();
    this.request();
    this.household();
    this.declaration();
    this.signing();
    this.hash();
    this.scans();
    this.feet();
    const content = Buffer.from(this.paper.canonical, 'utf8');
    this.sheet.attach(ATTACHED, content, 'application/json', 'What was signed, as canonical JSON (RFC 8785)');
    return this.sheet.finish();
  }

  private words(key: string, params: Record<string, unknown> = {}): string {
    return translate(this.language, `attestation.${key}`, params);
  }

  private get box() {
    return { x: mm(TEXT.left), y: this.y, width: mm(TEXT.right - TEXT.left) };
  }

  private head(): void {
    const { organisation, attestation } = this.paper;
    this.y = this.sheet.write(organisation, this.box, this.base, HEAD);
    this.y = this.sheet.write(this.words('title'), this.box, this.base, TITLE);
    this.y += mm(2);
    this.sheet.rule(mm(TEXT.left), mm(TEXT.right), this.y, 0.8);
    this.y += mm(2);
    if (attestation.voidedAt) {
      const reason = this.words(`void.${attestation.voidReason}`);
      const when = this.moment(attestation.voidedAt);
      this.y = this.sheet.write(this.words('voided', { when, reason }), this.box, this.base, VOID);
      this.y += mm(3);
    }
    this.row(this.words('reference'), ltr(this.snapshot.reference));
    this.row(this.words('type'), this.snapshot.type.name[this.language]);
    this.row(this.words('signedAt'), this.moment(attestation.signedAt));
  }

  private applicant(): void {
    const { applicant, contact } = this.snapshot;
    this.section('applicant');
    this.row(this.words('name'), applicant.name);
    this.row(this.words('nationalId'), applicant.nationalId);
    this.row(this.words('birthDate'), applicant.birthDate && this.day(applicant.birthDate));
    this.row(this.words('phone'), applicant.phone && ltr(applicant.phone));
    this.row(this.words('city'), applicant.city);
    this.row(this.words('contact'), ltr(contact.address));
  }

  private request(): void {
    if (this.snapshot.fields.length === 0) return;
    this.section('request');
    for (const field of this.snapshot.fields) this.row(field.label[this.language], this.valueOf(field));
  }

  private household(): void {
    const { household } = this.snapshot;
    this.section('household');
    if (household.length === 0) this.row(this.words('members'), this.words('nobody'));
    for (const member of household) {
      const parts = [
        member.name,
        member.birthDate && this.day(member.birthDate),
        member.nationalId,
        member.note,
      ];
      this.row(
        this.words(`relation.${member.relation}`),
        parts.filter(Boolean).join(this.language === 'ar' ? '\u200f، ' : '\u200e, '),
      );
    }
  }

  private declaration(): void {
    const { text, version } = this.snapshot.declaration;
    this.section('declaration', mm(20));
    this.flow(text, BODY);
    this.y += mm(2);
    this.flow(this.words('declarationVersion', { version }), SMALL);
  }

  private signing(): void {
    const { attestation, drawing, userAgent } = this.paper;
    this.section('signing', drawing ? mm(SIGNATURE.height) + LABEL.leading * 5 : LABEL.leading * 5);
    this.row(this.words('method'), this.words(`by.${attestation.method}`));
    this.row(this.words('signer'), attestation.signerName);
    if (attestation.witness) this.row(this.words('witness'), attestation.witness.name);
    if (attestation.recordedBy) this.row(this.words('recordedBy'), attestation.recordedBy.name);
    if (userAgent) this.row(this.words('device'), ltr(userAgent));
    if (!drawing) return;
    const x = this.base === 'rtl' ? mm(TEXT.left) : mm(TEXT.right - SIGNATURE.width);
    const box = { x, y: this.y, width: mm(SIGNATURE.width) };
    this.sheet.picture(drawing, box, mm(SIGNATURE.height));
    this.y += mm(SIGNATURE.height);
    this.sheet.rule(x, x + mm(SIGNATURE.width), this.y);
    this.y += mm(2);
  }

  private hash(): void {
    const lines = 4;
    this.room(SMALL.leading * lines + mm(4));
    this.y += mm(4);
    this.flow(this.words('hash'), SMALL);
    this.y = this.sheet.write(this.paper.attestation.sha256, this.box, 'ltr', {
      ...SMALL,
      colour: '#111111',
    });
    this.flow(this.words('verify'), SMALL);
  }

  private scans(): void {
    for (const page of this.paper.pages) {
      this.sheet.addPage();
      const box = { x: mm(TEXT.left), y: mm(10), width: mm(TEXT.right - TEXT.left) };
      const caption = this.words('scanOf', { reference: ltr(this.snapshot.reference) });
      this.sheet.write(caption, box, this.base, SMALL);
      this.sheet.picture(page, { ...box, y: mm(18) }, mm(FOOT - 22));
    }
  }

  private feet(): void {
    const { pages } = this.sheet;
    const reference = ltr(this.snapshot.reference);
    for (let page = 1; page <= pages; page += 1) {
      this.sheet.turnTo(page - 1);
      const text = this.words('foot', { reference, page, pages });
      this.sheet.write(text, { ...this.box, y: mm(FOOT) }, this.base, { ...SMALL, align: 'centre' });
    }
  }

  private section(key: string, after = 0): void {
    this.room(SECTION.leading + VALUE.leading + mm(4) + after);
    this.y += mm(4);
    this.y = this.sheet.write(this.words(`section.${key}`), this.box, this.base, SECTION);
    this.sheet.rule(mm(TEXT.left), mm(TEXT.right), this.y + 4, 0.35);
    this.y += 7;
  }

  /** A label, and beside it what was said, over as many lines and pages as it takes. */
  private row(label: string, value: string | null): void {
    const whole = mm(TEXT.right - TEXT.left);
    const labelWidth = mm(LABEL_WIDTH);
    const valueWidth = whole - labelWidth - mm(3);
    const rtl = this.base === 'rtl';
    const labelX = rtl ? mm(TEXT.right) - labelWidth : mm(TEXT.left);
    const valueX = rtl ? mm(TEXT.left) : mm(TEXT.left) + labelWidth + mm(3);
    const labels = this.sheet.lines(label, labelWidth, this.base, LABEL);
    const values = this.sheet.lines(value || '—', valueWidth, this.base, VALUE);
    for (let index = 0; index < Math.max(labels.length, values.length); index += 1) {
      this.room(VALUE.leading);
      const [name, said] = [labels[index], values[index]];
      if (name) this.sheet.line(name, { x: labelX, y: this.y, width: labelWidth }, LABEL);
      if (said) this.sheet.line(said, { x: valueX, y: this.y, width: valueWidth }, VALUE);
      this.y += VALUE.leading;
    }
  }

  private flow(text: string, style: Style): void {
    for (const line of this.sheet.lines(text, mm(TEXT.right - TEXT.left), this.base, style)) {
      this.room(style.leading);
      if (line) this.sheet.line(line, this.box, style);
      this.y += style.leading;
    }
  }

  private room(points: number): void {
    if (this.y + points <= mm(TEXT.bottom)) return;
    this.sheet.addPage();
    this.y = mm(TEXT.top);
  }

  private valueOf({ kind, value, chosen, files }: AttestedField): string | null {
    if (value === null) return null;
    const join = (parts: string[]) => parts.join(this.language === 'ar' ? '، ' : ', ');
    if (chosen) return join(chosen.map((words) => words[this.language]));
    if (files) return join(files.map(({ name, sha256 }) => `${name} (SHA-256 ${ltr(sha256.slice(0, 16))}…)`));
    if (kind === 'money') return this.words('money', { amount: money(Number(value)) });
    if (kind === 'date') return this.day(String(value));
    if (kind === 'person') return join(Object.values(value as Record<string, Json>).map(String));
    return String(value);
  }

  /** Both calendars: "12 جمادى الآخرة 1448 هـ (22 نوفمبر 2026)". */
  private day(day: string): string {
    const { hijri, gregorian } = inBothCalendars(new Date(`${day}T12:00:00+03:00`), this.language);
    return `${hijri} (${gregorian})`;
  }

  private moment(at: Date): string {
    const { hijri, gregorian } = inBothCalendars(at, this.language);
    return this.words('moment', { hijri, gregorian, time: formatTime(at, this.language) });
  }
}

/** Halalas as riyals: "1,250.50". */
function money(halalas: number): string {
  const whole = Math.trunc(halalas / 100).toLocaleString('en-US');
  return `${whole}.${String(Math.abs(halalas % 100)).padStart(2, '0')}`;
}

/** Numbers with signs and hyphens turn round in Arabic text without a mark on both sides. */
function ltr(text: string): string {
  return `\u200e${text}\u200e`;
}
