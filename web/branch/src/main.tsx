import '@fontsource/ibm-plex-sans-arabic/arabic-400.css';
import '@fontsource/ibm-plex-sans-arabic/arabic-600.css';
import '@fontsource/ibm-plex-sans-arabic/latin-400.css';
import '@fontsource/ibm-plex-sans-arabic/latin-600.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Phone } from './phone';
import { App } from './ui/App';
import { keepForTheRoad } from './updates';
import { keepInStep } from './watch';
import { showLanguage, storedLanguage } from './words/language';

showLanguage(storedLanguage());
const phone = new Phone();
void phone.start();
keepInStep(phone);
keepForTheRoad(phone);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App phone={phone} />
  </StrictMode>,
);
