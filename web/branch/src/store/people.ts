import type { Item, Person, PersonEntry } from './entries';

/** Puts a person first, as they are now. */
export function withPerson(people: Person[], { id, name, phone }: Person): Person[] {
  return [{ id, name, phone }, ...people.filter((one) => one.id !== id)];
}

/**
 * Those whom the hub knows, with what was written here and is not there yet. One whose first message was sent a moment
 * ago is not in the hub's list before that is in its conversation.
 */
export function knownHere(items: Item[], people: Person[]): Person[] {
  const there = new Set(people.map(({ id }) => id));
  return items
    .filter(({ entry }) => entry.kind !== 'outcome')
    .filter(({ entry, state }) => state !== 'sent' || !there.has(entry.person.id))
    .reduce((known, { entry }) => withPerson(known, entry.person), people);
}

/** A change of details, to be sent. */
export function edited(person: Person, base: PersonEntry['base']): PersonEntry {
  return { kind: 'person', person, base, at: new Date().toISOString() };
}
