import { type FormEvent, useRef, useState } from 'react';
import { OUTCOMES, type Outcome } from '../store/entries';
import { useMoment, useWords } from '../words/language';
import { useOpen } from './context';
import { Icon } from './icons';
import { PhotoField } from './PhotoField';
import { PageHead } from './parts';
import { Signature, type SignaturePad } from './Signature';

/** One answer: what to say, and how it went. Works without a network; the office hears of it later. */
export function TaskForm({ id }: { id: string }) {
  const words = useWords();
  const moment = useMoment();
  const { phone, state } = useOpen();
  // Once it is saved it is no task any more, and the page still shows it until it is left.
  const [task] = useState(() => state.tasks.find((one) => one.id === id));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [note, setNote] = useState('');
  const [photos, setPhotos] = useState<string[]>([]);
  const signature = useRef<SignaturePad>(null);
  const saving = useRef(false);
  if (!task) return <PageHead title={words.tasks.none} />;
  const { person } = task;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!outcome || saving.current) return;
    saving.current = true;
    const drawn = outcome === 'told' ? await signature.current?.bytes() : null;
    const signed = drawn ? [await phone.addPhoto(drawn, 'image/png')] : [];
    await phone.addOutcome({
      taskId: task.id,
      person: { id: person.id, name: person.name ?? task.reference, phone: person.phone },
      said: task.text,
      outcome,
      note: note.trim(),
      photos: [...signed, ...photos],
    });
    history.back();
  };
  return (
    <>
      <PageHead title={person.name ?? task.reference} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="facts">
          <span className="quiet">
            {words.tasks.reference} <bdi dir="ltr">{task.reference}</bdi> ·{' '}
            {words.tasks.written(moment(task.writtenAt))}
          </span>
          {person.phone && (
            <a className="button ghost" href={`tel:${person.phone}`}>
              <Icon name="phone" size={20} /> {words.tasks.call} <bdi dir="ltr">{person.phone}</bdi>
            </a>
          )}
        </div>
        <section className="say">
          <h2>{words.tasks.say}</h2>
          <p dir="auto">{task.text}</p>
        </section>
        <fieldset className="field">
          <legend>{words.tasks.how}</legend>
          <div className="outcomes">
            {OUTCOMES.map((one) => (
              <label key={one} className="outcome">
                <input
                  type="radio"
                  name="outcome"
                  checked={outcome === one}
                  onChange={() => setOutcome(one)}
                />
                <strong>{words.outcome[one]}</strong>
                <span className="quiet">{words.outcomeHint[one]}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {outcome && (
          <>
            {outcome === 'told' && <Signature ref={signature} />}
            <label className="field">
              <span>{words.tasks.note}</span>
              <textarea
                rows={2}
                dir="auto"
                maxLength={2000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            </label>
            {outcome === 'told' && (
              <PhotoField
                label={words.tasks.photo}
                action={words.intake.addPhoto}
                hashes={photos}
                onChange={(hashes) => setPhotos(hashes.slice(0, 4))}
              />
            )}
          </>
        )}
        <div className="foot">
          <button type="submit" className="button primary" disabled={!outcome}>
            {words.tasks.confirm}
          </button>
        </div>
      </form>
    </>
  );
}
