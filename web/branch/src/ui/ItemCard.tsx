import type { Entry, Item } from '../store/entries';
import type { Words } from '../words/ar';
import { useMoment, useWords } from '../words/language';
import { OutcomeConflict, PersonConflict } from './Conflict';
import { useOpen } from './context';
import { problemWords, Sure } from './parts';

/** One thing that was written down: what became of it, and what to do when it was refused. */
export function ItemCard({ item }: { item: Item }) {
  const words = useWords();
  const moment = useMoment();
  const { entry, state } = item;
  return (
    <article className="card" data-state={state}>
      <span className="top">
        <strong>
          <bdi>{entry.person.name}</bdi>
        </strong>
        {'receipt' in entry && (
          <span className="number" dir="ltr">
            {entry.receipt}
          </span>
        )}
      </span>
      <span className="two-lines" dir="auto">
        {summaryOf(words, entry)}
      </span>
      <span className={state === 'sent' ? 'quiet' : 'tag amber'}>
        {state === 'sent' ? words.outbox.sent(moment(item.sentAt ?? entry.at)) : words.outbox[state]}
      </span>
      {state === 'held' && <Held item={item} />}
    </article>
  );
}

function summaryOf(words: Words, entry: Entry): string {
  if (entry.kind === 'person') return words.outbox.personChanged;
  if (entry.kind === 'outcome') return words.outbox.outcomeOf(words.outcome[entry.outcome]);
  const needs = entry.needs.map((need) => words.needs[need]).join(' · ');
  return [needs, entry.text].filter(Boolean).join(' — ') || words.intake.photos;
}

function Held({ item }: { item: Item }) {
  const words = useWords();
  const { phone } = useOpen();
  const code = item.problem?.code ?? 'other';
  if (code === 'branch.person_changed') return <PersonConflict item={item} />;
  if (code === 'hand_over.closed') return <OutcomeConflict item={item} />;
  const { entry } = item;
  const hasPhotos = entry.kind !== 'person' && entry.photos.length > 0;
  const ofPhotos = hasPhotos && (code === 'photo_lost' || code === 'branch.photo_refused');
  return (
    <div className="held">
      <p className="failure" role="alert">
        {problemWords(words, code)}
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={() => void phone.retry(item)}>
          {words.outbox.retry}
        </button>
        {ofPhotos && (
          <button
            type="button"
            className="button"
            onClick={() => void phone.retry(item, { ...entry, photos: [] })}
          >
            {words.outbox.withoutPhotos}
          </button>
        )}
        <Sure
          label={words.outbox.discard}
          sure={words.outbox.discardSure}
          onSure={() => void phone.discard(item)}
        />
      </div>
    </div>
  );
}
