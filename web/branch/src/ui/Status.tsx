import { useEffect, useState } from 'react';
import { useWords } from '../words/language';
import { useOpen } from './context';
import { Icon } from './icons';

/** What waits, and why; a tap tries again at once. */
export function Status() {
  const words = useWords();
  const { phone, state } = useOpen();
  const online = useOnline() && state.sync !== 'unreachable';
  const held = state.items.filter((item) => item.state === 'held').length;
  const sending = state.sync === 'sending' && state.waiting > 0;
  return (
    <button
      type="button"
      className="status"
      data-state={stateOf(state.sync === 'shut out', online, state.waiting + held)}
      title={words.sendNow}
      onClick={() => void phone.sync()}
    >
      {online ? <Icon name="send" size={20} /> : <Icon name="cloudOff" size={20} />}
      <span role="status">
        {sending
          ? words.sending
          : state.waiting === 0 && held > 0
            ? words.held(held)
            : words.waiting(state.waiting)}
        {!online && <small> · {words.offline}</small>}
      </span>
    </button>
  );
}

function stateOf(isShutOut: boolean, online: boolean, open: number): string {
  if (isShutOut) return 'stopped';
  if (!online) return 'offline';
  return open > 0 ? 'waiting' : 'well';
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}
