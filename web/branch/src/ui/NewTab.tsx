import { useWords } from '../words/language';
import { useOpen } from './context';
import { Icon } from './icons';

/** The two things that people come with, as large as a thumb in the sun needs them. */
export function NewTab() {
  const words = useWords();
  const { state, go } = useOpen();
  const { vault, sync, tasks, clockIsOff } = state;
  const held = state.items.filter((item) => item.state === 'held').length;
  return (
    <div className="new">
      <div className="hello">
        <h1>{words.home.greeting(vault?.representative ?? '')}</h1>
        {vault?.branch && <p className="quiet">{vault.branch}</p>}
      </div>
      {sync === 'shut out' && (
        <p className="failure" role="alert">
          {words.shutOut}
        </p>
      )}
      {sync === 'unreachable' && <p className="note">{words.offlineHint}</p>}
      {clockIsOff && <p className="note">{words.clockIsOff}</p>}
      <div className="stack">
        {held > 0 && (
          <button type="button" className="row amber" onClick={() => go({ name: 'outbox' })}>
            {words.held(held)}
          </button>
        )}
        {tasks.length > 0 && (
          <button type="button" className="row" onClick={() => go({ name: 'tasks' })}>
            {words.home.tasks(tasks.length)}
          </button>
        )}
      </div>
      <div className="choices">
        <button type="button" className="choice" onClick={() => go({ name: 'intake', kind: 'message' })}>
          <Icon name="message" size={34} />
          <strong>{words.home.message}</strong>
          <span>{words.home.messageHint}</span>
        </button>
        <button
          type="button"
          className="choice second"
          onClick={() => go({ name: 'intake', kind: 'help_request' })}
        >
          <Icon name="help" size={34} />
          <strong>{words.home.help}</strong>
          <span>{words.home.helpHint}</span>
        </button>
      </div>
    </div>
  );
}
