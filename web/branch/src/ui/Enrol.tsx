import { useState } from 'react';
import type { Phone } from '../phone';
import { useWords } from '../words/language';
import { ChoosePin } from './ChoosePin';
import { SignIn } from './SignIn';

/** A phone that nobody has signed in on yet. */
export function Enrol({ phone, switchLanguage }: { phone: Phone; switchLanguage: () => void }) {
  const words = useWords();
  const [finish, setFinish] = useState<((pin: string) => Promise<void>) | null>(null);
  if (finish) {
    return (
      <main className="door">
        <ChoosePin onChosen={finish} />
      </main>
    );
  }
  return (
    <main className="door">
      <SignIn
        title={words.enrol.title}
        hint={words.enrol.hint}
        named
        onSignIn={async (email, password, name) => {
          const next = await phone.enrol(email, password, name);
          setFinish(() => next);
        }}
      />
      <button type="button" className="button ghost" onClick={switchLanguage}>
        {words.menu.language}
      </button>
    </main>
  );
}
