import { type FormEvent, useState } from 'react';
import { useWords } from '../words/language';
import { useOpen } from './context';
import { PageHead } from './parts';

/** A known person's name and number, corrected on the road. */
export function PersonForm({ id }: { id: string }) {
  const words = useWords();
  const { phone, state } = useOpen();
  const [before] = useState(() => state.people.find((person) => person.id === id));
  const [name, setName] = useState(before?.name ?? '');
  const [number, setNumber] = useState(before?.phone ?? '');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!before || name.trim() === '') return;
    const person = { id, name: name.trim(), phone: number.trim() || null };
    if (person.name !== before.name || person.phone !== before.phone) await phone.editPerson(person, before);
    history.back();
  };
  return (
    <>
      <PageHead title={words.person.title} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span>{words.intake.name}</span>
          <input
            dir="auto"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{words.intake.phone}</span>
          <input
            type="tel"
            dir="ltr"
            maxLength={40}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        </label>
        <div className="foot">
          <button type="submit" className="button primary">
            {words.save}
          </button>
        </div>
      </form>
    </>
  );
}
