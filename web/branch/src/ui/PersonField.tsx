import type { Draft, Person } from '../store/entries';
import { useWords } from '../words/language';
import { useOpen } from './context';

const MOST_FOUND = 4;

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  failure: string | null;
}

/** Who it is: somebody known is found by a part of the name or number, without a network. */
export function PersonField({ draft, change, failure }: Props) {
  const words = useWords();
  const { state, go } = useOpen();
  if (draft.known) {
    const known = state.people.find(({ id }) => id === draft.known?.id) ?? draft.known;
    return (
      <div className="known">
        <div>
          <strong>
            <bdi>{known.name}</bdi>
          </strong>
          <span className="quiet">
            {words.intake.known}
            {known.phone && (
              <>
                {' · '}
                <bdi dir="ltr">{known.phone}</bdi>
              </>
            )}
          </span>
        </div>
        <button type="button" className="link" onClick={() => go({ name: 'person', id: known.id })}>
          {words.intake.edit}
        </button>
        <button type="button" className="link" onClick={() => change({ known: null, name: '', phone: '' })}>
          {words.intake.change}
        </button>
      </div>
    );
  }
  const found = find(state.people, draft.name);
  const choose = (person: Person) => change({ known: person, name: person.name, phone: person.phone ?? '' });
  return (
    <>
      <div className="field">
        <label htmlFor="name">{words.intake.name}</label>
        <input
          id="name"
          dir="auto"
          autoComplete="off"
          maxLength={200}
          placeholder={words.intake.namePlace}
          value={draft.name}
          aria-invalid={failure !== null}
          onChange={(event) => change({ name: event.target.value })}
        />
        {failure && (
          <span className="failure" role="alert">
            {failure}
          </span>
        )}
        {found.length > 0 && (
          <ul className="found">
            {found.map((person) => (
              <li key={person.id}>
                <button type="button" onClick={() => choose(person)}>
                  <bdi>{person.name}</bdi>
                  <span className="quiet">
                    {words.intake.known}
                    {person.phone && (
                      <>
                        {' · '}
                        <bdi dir="ltr">{person.phone}</bdi>
                      </>
                    )}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <label className="field">
        <span>{words.intake.phone}</span>
        <input
          type="tel"
          dir="ltr"
          inputMode="tel"
          autoComplete="off"
          maxLength={40}
          value={draft.phone}
          onChange={(event) => change({ phone: event.target.value })}
        />
      </label>
    </>
  );
}

/** أحمد and احمد are the same name; the hub's folding is finer, this one is for a hundred names. */
const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|ـ/gu, '')
    .replace(/[ٱأإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .toLowerCase()
    .trim();

function find(people: Person[], typed: string): Person[] {
  const wanted = plain(typed);
  if (wanted.length < 2) return [];
  return people
    .filter(({ name, phone }) => plain(name).includes(wanted) || phone?.includes(wanted))
    .slice(0, MOST_FOUND);
}
