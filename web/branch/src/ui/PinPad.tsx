import { useEffect, useState } from 'react';
import { useWords } from '../words/language';
import { Icon } from './icons';

export const PIN_LENGTH = 6;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

interface Props {
  title: string;
  hint?: string | undefined;
  failure: string | null;
  busy?: boolean;
  onPin: (pin: string) => void;
}

/** Six digits with one thumb. A keyboard types them as well, in either script. */
export function PinPad({ title, hint, failure, busy = false, onPin }: Props) {
  const words = useWords();
  const [pin, setPin] = useState('');
  const type = (digit: string) => {
    if (busy) return;
    const next = (pin + digit).slice(0, PIN_LENGTH);
    setPin(next.length === PIN_LENGTH ? '' : next);
    if (next.length === PIN_LENGTH) onPin(next);
  };
  const erase = () => setPin(pin.slice(0, -1));
  useEffect(() => {
    const pressed = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLInputElement) return;
      const digit = '٠١٢٣٤٥٦٧٨٩'.includes(key) ? String('٠١٢٣٤٥٦٧٨٩'.indexOf(key)) : key;
      if (/^\d$/.test(digit)) type(digit);
      else if (key === 'Backspace') erase();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
  return (
    <div className="pin">
      <h1>{title}</h1>
      {hint && <p className="quiet">{hint}</p>}
      <div className="dots" role="img" aria-label={words.pin.digit(busy ? PIN_LENGTH : pin.length)} dir="ltr">
        {Array.from({ length: PIN_LENGTH }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are places
          <span key={index} data-full={busy || index < pin.length || undefined} />
        ))}
      </div>
      <p className={failure && !busy ? 'failure' : 'quiet'} role={failure && !busy ? 'alert' : 'status'}>
        {busy ? words.pin.opening : (failure ?? '')}
      </p>
      <div className="keys" dir="ltr">
        {KEYS.map((key) => (
          <button key={key} type="button" onClick={() => type(key)} disabled={busy}>
            {key}
          </button>
        ))}
        <span />
        <button type="button" onClick={() => type('0')} disabled={busy}>
          0
        </button>
        <button type="button" aria-label={words.pin.delete} onClick={erase} disabled={busy}>
          <Icon name="backspace" size={28} />
        </button>
      </div>
    </div>
  );
}
