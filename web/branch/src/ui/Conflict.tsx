import { said } from '../phone';
import type { Item, Outcome, OutcomeEntry, PersonEntry } from '../store/entries';
import { useMoment, useWords } from '../words/language';
import { useOpen } from './context';

function Version({ title, lines }: { title: string; lines: (string | null)[] }) {
  return (
    <div className="version">
      <span className="quiet">{title}</span>
      {lines.filter(Boolean).map((line) => (
        <bdi key={line}>{line}</bdi>
      ))}
    </div>
  );
}

/** The office and the phone changed the same person: both are shown, the representative knows which is right. */
export function PersonConflict({ item }: { item: Item }) {
  const words = useWords();
  const { phone } = useOpen();
  const { person } = item.entry as PersonEntry;
  const lines = (name: string | null, number: string | null) => [name, number ?? words.conflict.noPhone];
  return (
    <div className="held">
      <p>{words.conflict.person}</p>
      <div className="versions">
        <Version title={words.conflict.office} lines={lines(said(item, 'name'), said(item, 'phone'))} />
        <Version title={words.conflict.mine} lines={lines(person.name, person.phone)} />
      </div>
      <div className="actions">
        <button type="button" className="button" onClick={() => void phone.settlePerson(item, 'office')}>
          {words.conflict.keepOffice}
        </button>
        <button type="button" className="button" onClick={() => void phone.settlePerson(item, 'mine')}>
          {words.conflict.keepMine}
        </button>
      </div>
    </div>
  );
}

/** Somebody else had ended the hand-over: what they said stands, and this one is kept beside it. */
export function OutcomeConflict({ item }: { item: Item }) {
  const words = useWords();
  const moment = useMoment();
  const { phone } = useOpen();
  const mine = item.entry as OutcomeEntry;
  const theirs = said(item, 'outcome') as Outcome | null;
  const at = said(item, 'at');
  return (
    <div className="held">
      <p>
        {words.conflict.closed(`\u2068${said(item, 'by') ?? ''}\u2069`)} {words.conflict.kept}
      </p>
      <div className="versions">
        <Version
          title={words.conflict.office}
          lines={[theirs ? (words.outcome[theirs] ?? theirs) : null, at && moment(at)]}
        />
        <Version title={words.conflict.mine} lines={[words.outcome[mine.outcome], moment(mine.at)]} />
      </div>
      <div className="actions">
        <button type="button" className="button" onClick={() => void phone.settleOutcome(item, false)}>
          {words.conflict.accept}
        </button>
        <button type="button" className="button" onClick={() => void phone.settleOutcome(item, true)}>
          {words.conflict.insist}
        </button>
      </div>
    </div>
  );
}
