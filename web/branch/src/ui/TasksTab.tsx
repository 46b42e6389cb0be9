import { useMoment, useWords } from '../words/language';
import { useOpen } from './context';
import { Empty } from './parts';

/** Answers to be told, longest waiting first. */
export function TasksTab() {
  const words = useWords();
  const moment = useMoment();
  const { state, go } = useOpen();
  return (
    <>
      <h1>{words.tasks.title}</h1>
      {state.tasks.length === 0 && <Empty title={words.tasks.none} hint={words.tasks.noneHint} />}
      <ul className="cards">
        {state.tasks.map((task) => (
          <li key={task.id}>
            <button type="button" className="card" onClick={() => go({ name: 'task', id: task.id })}>
              <span className="top">
                <strong>
                  <bdi>{task.person.name ?? task.reference}</bdi>
                </strong>
                <span className="quiet">
                  {Date.parse(task.dueAt) > Date.now()
                    ? words.tasks.later(moment(task.dueAt))
                    : moment(task.writtenAt)}
                </span>
              </span>
              <span className="two-lines" dir="auto">
                {task.text}
              </span>
              {task.attempts > 0 && <span className="tag amber">{words.tasks.tried(task.attempts)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
