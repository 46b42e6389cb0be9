import { useState } from 'react';
import { isWeakPin } from '../store/weak-pin';
import { useWords } from '../words/language';
import { PinPad } from './PinPad';

/** A new PIN, typed twice. */
export function ChoosePin({ onChosen }: { onChosen: (pin: string) => Promise<void> }) {
  const words = useWords();
  const [first, setFirst] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const typed = (pin: string) => {
    setFailure(null);
    if (first === null) {
      if (isWeakPin(pin)) setFailure(words.pin.weak);
      else setFirst(pin);
      return;
    }
    if (pin !== first) {
      setFirst(null);
      setFailure(words.pin.differs);
      return;
    }
    setBusy(true);
    void onChosen(pin);
  };
  return (
    <PinPad
      key={first === null ? 'first' : 'second'}
      title={first === null ? words.pin.choose : words.pin.repeat}
      hint={first === null ? words.pin.chooseHint : undefined}
      failure={failure}
      busy={busy}
      onPin={typed}
    />
  );
}
