import { useWords } from '../words/language';
import { useOpen } from './context';
import { ItemCard } from './ItemCard';
import { Empty } from './parts';

const RANK = { held: 0, waiting: 1, sent: 2 };

/** All that was written here: what needs somebody first, then what waits, then what was sent, latest first. */
export function OutboxTab() {
  const words = useWords();
  const { state } = useOpen();
  const items = [...state.items].sort((a, b) => RANK[a.state] - RANK[b.state] || b.seq - a.seq);
  return (
    <>
      <h1>{words.outbox.title}</h1>
      {items.length === 0 && <Empty title={words.outbox.none} />}
      <ul className="cards">
        {items.map((item) => (
          <li key={item.id}>
            <ItemCard item={item} />
          </li>
        ))}
      </ul>
    </>
  );
}
