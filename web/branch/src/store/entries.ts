/** What waits on the phone, before it is sealed. */

export const NEEDS = [
  'rent',
  'food',
  'bills',
  'medical',
  'education',
  'furniture',
  'repairs',
  'other',
] as const;
export type Need = (typeof NEEDS)[number];

export interface Person {
  id: string;
  name: string;
  phone: string | null;
}

export const OUTCOMES = ['told', 'not_found', 'refused', 'moved'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface IntakeEntry {
  kind: 'message' | 'help_request';
  person: Person & { isNew: boolean };
  text: string;
  needs: Need[];
  /** As typed; '' when not asked. Requests for help only, and not on entries of before. */
  nationalId?: string;
  householdSize?: string;
  monthlyIncome?: string;
  city?: string;
  photos: string[];
  receipt: string;
  at: string;
}

/** A person's details as the representative has them now, and as they were when it began. */
export interface PersonEntry {
  kind: 'person';
  person: Person;
  base: { name: string | null; phone: string | null };
  at: string;
}

export interface OutcomeEntry {
  kind: 'outcome';
  taskId: string;
  person: Person;
  /** What was to be told, to be shown with a conflict. */
  said: string;
  outcome: Outcome;
  note: string;
  photos: string[];
  /** Somebody else ended it, and the representative stands by this. */
  insists: boolean;
  at: string;
}

export type Entry = IntakeEntry | PersonEntry | OutcomeEntry;

/** `waiting`: to be sent. `held`: the hub refused it, or something else stands there: somebody has to choose. */
export type EntryState = 'waiting' | 'held' | 'sent';

/** Why it is held, or not sent yet. */
export interface Problem {
  code: string;
  params: Record<string, unknown>;
}

export interface Item {
  /** UUIDv7, for good: the hub knows it by this, however often it comes. */
  id: string;
  /** Order of writing: a phone's clock can jump. */
  seq: number;
  state: EntryState;
  entry: Entry;
  problem: Problem | null;
  sentAt: number | null;
}

/** What is being written and not saved yet. */
export interface Draft {
  /** Chosen among those known; null for somebody new. */
  known: Person | null;
  name: string;
  phone: string;
  text: string;
  needs: Need[];
  nationalId?: string;
  householdSize?: string;
  monthlyIncome?: string;
  city?: string;
  photos: string[];
}

export interface Task {
  id: string;
  reference: string;
  person: { id: string; name: string | null; phone: string | null };
  text: string;
  attempts: number;
  dueAt: string;
  writtenAt: string;
}
