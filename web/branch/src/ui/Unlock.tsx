import { useState } from 'react';
import type { Phone, Snapshot } from '../phone';
import { useWords } from '../words/language';
import { ChoosePin } from './ChoosePin';
import { PinPad } from './PinPad';
import { SignIn } from './SignIn';

/** A locked phone: the PIN, or the password for who forgot it. How much waits can be seen, and nothing of it. */
export function Unlock({ phone, state }: { phone: Phone; state: Snapshot }) {
  const words = useWords();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [forgotten, setForgotten] = useState(false);
  const [finish, setFinish] = useState<((pin: string) => Promise<void>) | null>(null);
  const vault = state.vault!;
  const tooMany = vault.byPin === null;

  const typed = async (pin: string) => {
    setBusy(true);
    const result = await phone.unlock(pin);
    setBusy(false);
    if (result === null) return;
    setFailure(
      result === 'ask first' ? words.pin.askFirst(vault.lockAfterDays) : words.pin.wrong(result.triesLeft),
    );
  };
  if (finish) {
    return (
      <main className="door">
        <ChoosePin onChosen={finish} />
      </main>
    );
  }
  if (forgotten || tooMany) {
    return (
      <main className="door">
        <SignIn
          title={words.recover.title}
          hint={tooMany ? words.pin.tooMany : words.recover.hint}
          onSignIn={async (email, password) => {
            const next = await phone.recover(email, password);
            setFinish(() => next);
          }}
        />
        {!tooMany && (
          <button type="button" className="button ghost" onClick={() => setForgotten(false)}>
            {words.back}
          </button>
        )}
      </main>
    );
  }
  return (
    <main className="door">
      <img src="/branch/icon.svg" alt="" width="52" height="52" />
      <p className="quiet">
        <bdi>{vault.representative}</bdi>
        {state.waiting > 0 && <> · {words.waiting(state.waiting)}</>}
      </p>
      <PinPad
        title={words.pin.enter}
        failure={vault.accountOff ? words.pin.accountOff : failure}
        busy={busy}
        onPin={(pin) => void typed(pin)}
      />
      <button type="button" className="button ghost" onClick={() => setForgotten(true)}>
        {words.pin.forgot}
      </button>
    </main>
  );
}
