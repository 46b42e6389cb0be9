import { useDay, useWords } from '../words/language';
import { useOpen } from './context';
import { PageHead } from './parts';

/** The number for the person's paper, to be read across a table in the sun. */
export function ReceiptSlip({ id }: { id: string }) {
  const words = useWords();
  const day = useDay();
  const { state } = useOpen();
  const entry = state.items.find((item) => item.id === id)?.entry;
  if (!entry || !('receipt' in entry)) return <PageHead title={words.receipt.title} />;
  return (
    <div className="slip">
      <PageHead title={words.receipt.title} />
      <section>
        <span className="quiet">{words.receipt.number}</span>
        <output className="receipt" dir="ltr">
          {entry.receipt}
        </output>
        <strong>
          <bdi>{entry.person.name}</bdi>
        </strong>
        <span className="quiet">{day(entry.at)}</span>
      </section>
      <p>{words.receipt.hint(`\u2068${entry.person.name}\u2069`)}</p>
      <div className="foot">
        <button type="button" className="button primary" onClick={() => history.back()}>
          {words.receipt.done}
        </button>
      </div>
    </div>
  );
}
