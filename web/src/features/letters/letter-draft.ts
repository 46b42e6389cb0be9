import { z } from 'zod';
import type { LetterInput } from '../../lib/api';
import { dayKey } from '../../lib/dates';
import { letterScan, postalAddress } from '../../lib/letter-schemas';

export const ADDRESS_KINDS = ['national', 'box', 'other'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

/** A letter that is being written down: every field as it was typed. */
export const letterDraft = z.object({
  /** Made with the draft and kept until it is saved: a repeated save is the same letter. */
  id: z.string(),
  scans: z.array(letterScan),
  name: z.string(),
  kind: z.enum(ADDRESS_KINDS),
  buildingNo: z.string(),
  street: z.string(),
  district: z.string(),
  city: z.string(),
  postalCode: z.string(),
  additionalNo: z.string(),
  unitNo: z.string(),
  box: z.string(),
  lines: z.string(),
  postalReference: z.string(),
  writtenOn: z.string(),
  receivedOn: z.string(),
  text: z.string(),
});
export type LetterDraft = z.infer<typeof letterDraft>;
export type LetterField = keyof LetterDraft;

export const emptyDraft = (id: string, now: Date): LetterDraft => ({
  id,
  scans: [],
  name: '',
  kind: 'national',
  buildingNo: '',
  street: '',
  district: '',
  city: '',
  postalCode: '',
  additionalNo: '',
  unitNo: '',
  box: '',
  lines: '',
  postalReference: '',
  writtenOn: '',
  receivedOn: dayKey(now),
  text: '',
});

/** Nothing was typed, whatever day it is. */
export function isEmptyDraft(draft: LetterDraft): boolean {
  const { id: _id, kind: _kind, receivedOn: _day, scans, ...words } = draft;
  return scans.length === 0 && Object.values(words).every((text) => !text.trim());
}

/** What was typed in an earlier life of the page; anything else is nothing. */
export function parseDraft(text: string | null): LetterDraft | null {
  if (!text) return null;
  try {
    return letterDraft.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const latinDigits = (text: string): string =>
  text.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) as number) & 0xf)).trim();
const hasDigits = (text: string, least: number, most: number): boolean =>
  new RegExp(`^\\d{${least},${most}}$`).test(latinDigits(text));
const orNothing = (text: string, least: number, most: number): boolean =>
  !text.trim() || hasDigits(text, least, most);

export type Problem = 'needed' | 'fourDigits' | 'fiveDigits' | 'digits' | 'content' | 'tooEarly' | 'future';

/** What keeps this letter from being saved, by field, in the order of the form. */
export function problemsOf(draft: LetterDraft, now: Date): Partial<Record<LetterField, Problem>> {
  const problems: Partial<Record<LetterField, Problem>> = {};
  if (draft.scans.length === 0 && !draft.text.trim()) problems.text = 'content';
  if (!draft.name.trim()) problems.name = 'needed';
  Object.assign(problems, addressProblems(draft));
  if (!draft.receivedOn) problems.receivedOn = 'needed';
  else if (draft.receivedOn > dayKey(now)) problems.receivedOn = 'future';
  else if (draft.writtenOn && draft.writtenOn > draft.receivedOn) problems.writtenOn = 'tooEarly';
  return problems;
}

function addressProblems(draft: LetterDraft): Partial<Record<LetterField, Problem>> {
  const problems: Partial<Record<LetterField, Problem>> = {};
  if (draft.kind === 'other') return draft.lines.trim() ? {} : { lines: 'needed' };
  if (!draft.city.trim()) problems.city = 'needed';
  if (draft.kind === 'box') {
    if (!hasDigits(draft.box, 1, 7)) problems.box = 'digits';
    if (!orNothing(draft.postalCode, 5, 5)) problems.postalCode = 'fiveDigits';
    return problems;
  }
  if (!hasDigits(draft.buildingNo, 4, 4)) problems.buildingNo = 'fourDigits';
  if (!draft.street.trim()) problems.street = 'needed';
  if (!hasDigits(draft.postalCode, 5, 5)) problems.postalCode = 'fiveDigits';
  if (!orNothing(draft.additionalNo, 4, 4)) problems.additionalNo = 'fourDigits';
  if (!orNothing(draft.unitNo, 1, 6)) problems.unitNo = 'digits';
  return problems;
}

/** A known sender's name and address, in the fields. */
export function filledWith(name: string, postal: z.infer<typeof postalAddress>): Partial<LetterDraft> {
  const none = {
    buildingNo: '',
    street: '',
    district: '',
    city: '',
    postalCode: '',
    additionalNo: '',
    unitNo: '',
    box: '',
    lines: '',
  };
  if (postal.kind === 'other') return { ...none, name, kind: 'other', lines: postal.lines.join('\n') };
  return { ...none, name, ...postal };
}

/** As the API takes it. */
export function letterOf(draft: LetterDraft): LetterInput {
  const { buildingNo, street, district, city, postalCode, additionalNo, unitNo, box } = draft;
  const lines = draft.lines.split('\n').filter((line) => line.trim());
  const address =
    draft.kind === 'national'
      ? { kind: draft.kind, buildingNo, street, district, city, postalCode, additionalNo, unitNo }
      : draft.kind === 'box'
        ? { kind: draft.kind, box, city, postalCode }
        : { kind: draft.kind, lines };
  const { postalReference, writtenOn } = draft;
  return {
    id: draft.id,
    scans: draft.scans.map(({ id }) => id),
    sender: { name: draft.name.trim(), address },
    ...(postalReference.trim() && { postalReference: postalReference.trim() }),
    ...(writtenOn && { writtenOn }),
    receivedOn: draft.receivedOn,
    text: draft.text.trim(),
  };
}
