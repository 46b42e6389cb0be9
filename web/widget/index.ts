import { Chat } from './chat.js';
import { readSettings } from './settings.js';
import { View } from './view.js';

declare global {
  interface Window {
    Insat?: { open(): void; close(): void };
  }
}

/** Nothing that goes wrong here may reach the page that invited us. */
function contained(work: () => void): void {
  try {
    work();
  } catch (error) {
    // The one line that tells a webmaster why there is no chat.
    // biome-ignore lint/suspicious/noConsole: there is no other place to say it
    console.warn('Insat:', error);
  }
}

function start(script: HTMLScriptElement): void {
  const settings = readSettings(script, document.documentElement.lang);
  const chat = new Chat(settings);
  const view = new View(chat, settings.language);
  document.documentElement.append(view.host);
  window.Insat = {
    open: () => contained(() => view.open()),
    close: () => contained(() => view.close()),
  };
  chat.start();
}

contained(() => {
  // Known only while the script is first run; a second tag on the same page adds nothing.
  const script = document.currentScript;
  if (window.Insat || !(script instanceof HTMLScriptElement)) return;
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => contained(() => start(script)), { once: true });
  } else start(script);
});
