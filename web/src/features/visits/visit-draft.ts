import { z } from 'zod';
import type { VisitInput } from '../../lib/api';
import { isSaudiId } from '../../lib/saudi-id';
import { channelType, DOCUMENT_TYPES, upload } from '../../lib/schemas';
import { searchDigits } from '../calls/callers';

export const RELATIONS = ['self', 'relative', 'neighbour', 'other'] as const;
export const PLACES = ['office', 'home', 'branch'] as const;
export const WORDS = ['summary', 'verbatim'] as const;
export const CONSENTS = ['spoken', 'written'] as const;

const known = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  channel: channelType,
  lastConversation: z.object({ id: z.string(), reference: z.string(), lastMessageAt: z.string() }).nullable(),
});

const seenDocument = z.object({
  key: z.string(),
  type: z.enum(DOCUMENT_TYPES),
  title: z.string(),
  /** "2027-01-31", or empty when nothing is written on it. */
  validUntil: z.string(),
});
export type SeenDocument = z.infer<typeof seenDocument>;

/** A visit that is being written down. */
export const visitDraft = z.object({
  /** Made by the page and kept until it is saved: a repeated save is the same visit. */
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  /** Kept in the page's memory alone, see `storable`. */
  nationalId: z.string(),
  /** Whoever was picked among the people found. */
  known: known.nullable(),
  relation: z.enum(RELATIONS),
  forName: z.string(),
  kinship: z.string(),
  wordsKind: z.enum(WORDS),
  text: z.string(),
  mayRecord: z.boolean(),
  mayContact: z.boolean(),
  consentHow: z.enum(CONSENTS),
  documents: z.array(seenDocument),
  files: z.array(upload),
  place: z.enum(PLACES),
  placeName: z.string(),
  /** As the field holds it, "2026-11-22T14:05"; empty: when the first letter was typed. */
  at: z.string(),
  minutes: z.string(),
  /** Empty: oneself. */
  receivedBy: z.string(),
  answer: z.string(),
  startedAt: z.string().nullable(),
});
export type VisitDraft = z.infer<typeof visitDraft>;

export const emptyDraft = (id: string): VisitDraft => ({
  id,
  name: '',
  phone: '',
  nationalId: '',
  known: null,
  relation: 'self',
  forName: '',
  kinship: '',
  wordsKind: 'summary',
  text: '',
  mayRecord: false,
  mayContact: false,
  consentHow: 'spoken',
  documents: [],
  files: [],
  place: 'office',
  placeName: '',
  at: '',
  minutes: '',
  receivedBy: '',
  answer: '',
  startedAt: null,
});

/** Choices alone are nobody's visit. */
export const isEmptyDraft = (draft: VisitDraft): boolean =>
  ![draft.name, draft.phone, draft.nationalId, draft.text, draft.answer].some((text) => text.trim()) &&
  draft.documents.length + draft.files.length === 0;

/** What may lie in the browser's storage: everything but the ID number, which is asked again after a reload. */
export const storable = (draft: VisitDraft): string => JSON.stringify({ ...draft, nationalId: '' });

/** What was typed in an earlier life of the page; anything else is nothing. */
export function parseDraft(text: string | null): VisitDraft | null {
  if (!text) return null;
  try {
    return visitDraft.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The draft with what was just typed: the first word says when the visit began. */
export function typed(before: VisitDraft, change: Partial<VisitDraft>, now: Date): VisitDraft {
  const next = { ...before, ...change };
  // Without a name nobody is known any more.
  if (next.known && !next.name.trim() && !next.phone.trim()) next.known = null;
  if (isEmptyDraft(next)) return { ...next, startedAt: null };
  next.startedAt ??= now.toISOString();
  return next;
}

const LEAST_DIGITS_OF_A_NUMBER = 3;

export type Problem =
  | 'whoNeeded'
  | 'nameNeeded'
  | 'phoneWrong'
  | 'nationalIdWrong'
  | 'forNeeded'
  | 'textNeeded'
  | 'recordNeeded'
  | 'titleNeeded'
  | 'documentTwice';
/** Fields in the order in which they stand: the first wrong one gets the focus. */
export type VisitField = 'name' | 'phone' | 'nationalId' | 'forName' | 'text' | 'mayRecord' | 'documents';

/** What keeps this visit from being saved, by field. */
export function problemsOf(draft: VisitDraft): Partial<Record<VisitField, Problem>> {
  const problems: Partial<Record<VisitField, Problem>> = {};
  const name = draft.name.trim();
  const phone = draft.phone.trim();
  const types = draft.documents.map(({ type }) => type).filter((type) => type !== 'other');
  if (!name && draft.nationalId.trim()) problems.name = 'nameNeeded';
  else if (!name && !phone && !draft.known) problems.name = 'whoNeeded';
  if (phone && searchDigits(phone).length < LEAST_DIGITS_OF_A_NUMBER) problems.phone = 'phoneWrong';
  if (draft.nationalId.trim() && !isSaudiId(draft.nationalId)) problems.nationalId = 'nationalIdWrong';
  if (draft.relation !== 'self' && !draft.forName.trim()) problems.forName = 'forNeeded';
  if (!draft.text.trim()) problems.text = 'textNeeded';
  if (draft.wordsKind === 'verbatim' && !draft.mayRecord) problems.mayRecord = 'recordNeeded';
  if (draft.documents.some(({ type, title }) => type === 'other' && !title.trim()))
    problems.documents = 'titleNeeded';
  else if (new Set(types).size < types.length) problems.documents = 'documentTwice';
  return problems;
}

/** Papers that are no longer valid on the day. */
export const isExpired = ({ validUntil }: SeenDocument, today: string): boolean =>
  validUntil !== '' && validUntil < today;

/** The field's clock is the association's, UTC+3 all the year. */
export const instantOf = (local: string): string => new Date(`${local}:00+03:00`).toISOString();

/** As the API takes it. */
export function visitOf(draft: VisitDraft, now: Date): VisitInput {
  const text = (value: string) => value.trim() || undefined;
  return {
    id: draft.id,
    visitor: {
      address: draft.known?.address,
      name: text(draft.name),
      phone: text(draft.phone),
      nationalId: text(draft.nationalId),
    },
    receivedBy: draft.receivedBy || undefined,
    forWhom: {
      relation: draft.relation,
      ...(draft.relation !== 'self' && { name: text(draft.forName), kinship: text(draft.kinship) }),
    },
    place: draft.place,
    placeName: draft.place === 'office' ? undefined : text(draft.placeName),
    at: draft.at ? instantOf(draft.at) : (draft.startedAt ?? now.toISOString()),
    minutes: draft.minutes.trim() ? Number(draft.minutes) : undefined,
    words: { kind: draft.wordsKind, text: draft.text.trim() },
    consent: { record: draft.mayRecord, contact: draft.mayContact, how: draft.consentHow },
    documents: draft.documents.map(({ type, title, validUntil }) => ({
      type,
      title: type === 'other' ? text(title) : undefined,
      validUntil: validUntil || undefined,
    })),
    attachments: draft.files.map(({ id }) => id),
    answer: text(draft.answer),
  };
}
