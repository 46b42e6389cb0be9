import { useState, useSyncExternalStore } from 'react';
import type { Phone } from '../phone';
import { newerVersion, takeNewer } from '../updates';
import {
  chooseLanguage,
  type Language,
  LanguageContext,
  storedLanguage,
  useWords,
  wordsOf,
} from '../words/language';
import { Enrol } from './Enrol';
import { Home } from './Home';
import { Notice } from './parts';
import { Unlock } from './Unlock';

export function App({ phone }: { phone: Phone }) {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const switchLanguage = () => {
    const other = language === 'ar' ? 'en' : 'ar';
    chooseLanguage(other);
    setLanguage(other);
  };
  return (
    <LanguageContext value={{ language, words: wordsOf(language) }}>
      <Newer />
      <Door phone={phone} switchLanguage={switchLanguage} />
    </LanguageContext>
  );
}

function Door({ phone, switchLanguage }: { phone: Phone; switchLanguage: () => void }) {
  const words = useWords();
  const state = useSyncExternalStore(phone.subscribe, phone.read);
  switch (state.phase) {
    case 'loading':
      return null;
    case 'insecure':
      return <Notice title={words.app} text={words.enrol.secure} />;
    case 'erased':
      return (
        <Notice title={words.erased.title} text={words.erased.hint}>
          <button type="button" className="button" onClick={() => void phone.beginAnew()}>
            {words.erased.again}
          </button>
        </Notice>
      );
    case 'new':
      return <Enrol phone={phone} switchLanguage={switchLanguage} />;
    case 'locked':
      return <Unlock phone={phone} state={state} />;
    case 'open':
      return <Home phone={phone} state={state} switchLanguage={switchLanguage} />;
  }
}

/** Offers a newer version; it is taken when the representative says so, not in the middle of a sentence. */
function Newer() {
  const words = useWords();
  const worker = useSyncExternalStore(newerVersion.subscribe, newerVersion.read);
  if (!worker) return null;
  return (
    <div className="newer" role="status">
      <span>{words.update}</span>
      <button type="button" onClick={takeNewer}>
        {words.updateNow}
      </button>
    </div>
  );
}
