/** What somebody is typing into a request, laid over what the hub holds. Pure. */
import { isSaudiId, latinDigits } from '../../../lib/saudi-id';
import type { RequestChange } from '../api';
import type { Field, FieldValue, HouseholdMember, PersonValue, SupportRequest } from '../schemas';

export const OWN_FIELDS = ['applicantName', 'nationalId', 'birthDate', 'phone', 'city'] as const;
export type OwnField = (typeof OWN_FIELDS)[number];

/** Only what was changed; a field of money or a number that cannot be read yet holds what was typed. */
export interface Draft {
  own: Partial<Record<OwnField, string>>;
  data: Record<string, FieldValue>;
  household: HouseholdMember[] | null;
}
export const EMPTY: Draft = { own: {}, data: {}, household: null };

export const isEmpty = ({ own, data, household }: Draft): boolean =>
  Object.keys(own).length + Object.keys(data).length === 0 && household === null;

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Takes one change in; what is as the hub holds it is no change. */
export function withOwn(draft: Draft, request: SupportRequest, key: OwnField, value: string): Draft {
  const { [key]: _, ...rest } = draft.own;
  return { ...draft, own: value === (request[key] ?? '') ? rest : { ...rest, [key]: value } };
}
export function withDatum(draft: Draft, request: SupportRequest, key: string, value: FieldValue): Draft {
  const { [key]: _, ...rest } = draft.data;
  return { ...draft, data: same(value, request.data[key]) ? rest : { ...rest, [key]: value } };
}
export function withHousehold(draft: Draft, request: SupportRequest, members: HouseholdMember[]): Draft {
  return { ...draft, household: same(members, request.household) ? null : members };
}

export const ownOf = (request: SupportRequest, draft: Draft, key: OwnField): string =>
  draft.own[key] ?? request[key] ?? '';
export const datumOf = (request: SupportRequest, draft: Draft, key: string): FieldValue =>
  key in draft.data ? draft.data[key]! : (request.data[key] ?? null);
export const householdOf = (request: SupportRequest, draft: Draft): HouseholdMember[] =>
  draft.household ?? request.household;

export type Problem =
  | 'amountUnread'
  | 'numberUnread'
  | 'tooSmall'
  | 'tooLarge'
  | 'tooLong'
  | 'idWrong'
  | 'nameNeeded'
  | 'future';

/** A number as it was read, or null while it cannot be. */
export const isUnread = (field: Field, value: FieldValue): boolean =>
  (field.kind === 'money' || field.kind === 'number') && typeof value === 'string';

/** What keeps a value from being saved; what is only missing may be saved, and is asked for on submission. */
export function problemOf(field: Field, value: FieldValue): Problem | null {
  if (isUnread(field, value)) return field.kind === 'money' ? 'amountUnread' : 'numberUnread';
  if (typeof value === 'number') {
    if (field.min !== undefined && value < field.min) return 'tooSmall';
    if (field.max !== undefined && value > field.max) return 'tooLarge';
  }
  if (typeof value === 'string' && field.maxLength && value.length > field.maxLength) return 'tooLong';
  if (field.kind === 'person' && value && typeof value === 'object' && 'name' in value)
    return personProblem(value);
  return null;
}

function personProblem(person: PersonValue): Problem | null {
  if (!person.name.trim()) return 'nameNeeded';
  return idProblem(person.nationalId ?? '');
}

/** A masked number was not touched, and is right. */
const isMasked = (text: string) => text.includes('•');
export function idProblem(text: string): Problem | null {
  const typed = text.trim();
  return typed === '' || isMasked(typed) || isSaudiId(typed) ? null : 'idWrong';
}

/** Every problem of what was changed, by the field it stands in; members of the household by their place. */
export function problemsOf(request: SupportRequest, draft: Draft): Record<string, Problem> {
  const found: Record<string, Problem> = {};
  const note = (key: string, problem: Problem | null) => {
    if (problem) found[key] = problem;
  };
  note('nationalId', idProblem(draft.own.nationalId ?? ''));
  for (const field of request.type.fields) {
    if (field.key in draft.data) note(field.key, problemOf(field, draft.data[field.key]!));
  }
  for (const [place, member] of (draft.household ?? []).entries()) {
    note(`household.${place}`, member.name.trim() ? idProblem(member.nationalId ?? '') : 'nameNeeded');
  }
  return found;
}

const orNull = (text: string) => text.trim() || null;

/** What to send of the fields; null when only the household changed. */
export function changeOf({ own, data }: Draft): RequestChange | null {
  const change: RequestChange = {};
  if (own.applicantName !== undefined) change.applicantName = own.applicantName.trim();
  if (own.nationalId !== undefined)
    change.nationalId = orNull(latinDigits(own.nationalId).replace(/\s/g, ''));
  if (own.birthDate !== undefined) change.birthDate = orNull(own.birthDate);
  if (own.phone !== undefined) change.phone = orNull(latinDigits(own.phone));
  if (own.city !== undefined) change.city = orNull(own.city);
  if (Object.keys(data).length > 0) change.data = data;
  return Object.keys(change).length > 0 ? change : null;
}

/** The members as the hub takes them. */
export const membersOf = (members: HouseholdMember[]): HouseholdMember[] =>
  members.map(({ name, birthDate, nationalId, note, ...member }) => ({
    ...member,
    name: name.trim(),
    birthDate: birthDate || null,
    nationalId: isMasked(nationalId ?? '')
      ? nationalId
      : orNull(latinDigits(nationalId ?? '').replace(/\s/g, '')),
    note: note.trim(),
  }));
