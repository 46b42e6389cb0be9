import type { Phone, Snapshot } from '../phone';
import { useWords } from '../words/language';
import { OpenContext } from './context';
import { IntakeForm } from './IntakeForm';
import { Icon } from './icons';
import { Menu } from './Menu';
import { NewTab } from './NewTab';
import { OutboxTab } from './OutboxTab';
import { PersonForm } from './PersonForm';
import { ReceiptSlip } from './ReceiptSlip';
import { Status } from './Status';
import { TaskForm } from './TaskForm';
import { TasksTab } from './TasksTab';
import { useView, type View } from './view';

const TABS = [
  { name: 'new', icon: 'plus' },
  { name: 'tasks', icon: 'checks' },
  { name: 'outbox', icon: 'list' },
] as const;

interface Props {
  phone: Phone;
  state: Snapshot;
  switchLanguage: () => void;
}

/** The open phone: three pages under the thumb, and what is opened from them. */
export function Home({ phone, state, switchLanguage }: Props) {
  const words = useWords();
  const [view, go] = useView();
  const isTab = view.name === 'new' || view.name === 'tasks' || view.name === 'outbox';
  const held = state.items.filter(({ state: one }) => one === 'held').length;
  return (
    <OpenContext value={{ phone, state, go }}>
      {isTab ? (
        <div className="tabbed">
          <header className="bar">
            <img src="/branch/icon.svg" alt="" width="34" height="34" />
            <Status />
            <button
              type="button"
              className="icon"
              aria-label={words.menu.open}
              onClick={() => go({ name: 'menu' })}
            >
              <Icon name="menu" />
            </button>
          </header>
          <main className="page" id="content">
            <Page view={view} switchLanguage={switchLanguage} />
          </main>
          <nav className="tabs" aria-label={words.tabs.label}>
            {TABS.map(({ name, icon }) => {
              const count = name === 'tasks' ? state.tasks.length : name === 'outbox' ? held : 0;
              return (
                <button
                  key={name}
                  type="button"
                  aria-current={view.name === name ? 'page' : undefined}
                  onClick={() => go({ name }, true)}
                >
                  <Icon name={icon} />
                  <span>{words.tabs[name]}</span>
                  {count > 0 && <span className="count">{words.digits(count)}</span>}
                </button>
              );
            })}
          </nav>
        </div>
      ) : (
        <main className="page sheet" id="content">
          <Page view={view} switchLanguage={switchLanguage} />
        </main>
      )}
    </OpenContext>
  );
}

function Page({ view, switchLanguage }: { view: View; switchLanguage: () => void }) {
  switch (view.name) {
    case 'new':
      return <NewTab />;
    case 'tasks':
      return <TasksTab />;
    case 'outbox':
      return <OutboxTab />;
    case 'menu':
      return <Menu switchLanguage={switchLanguage} />;
    case 'intake':
      return <IntakeForm key={view.kind} kind={view.kind} />;
    case 'receipt':
      return <ReceiptSlip id={view.id} />;
    case 'task':
      return <TaskForm key={view.id} id={view.id} />;
    case 'person':
      return <PersonForm key={view.id} id={view.id} />;
  }
}
