import type { Phone } from './phone';

/** A phone that was put down is not open for whoever picks it up. */
const IDLE_MS = 5 * 60_000;
const TOUCHES = ['pointerdown', 'keydown', 'input'] as const;

/** Sends when there is a network again or somebody looks at the page, and locks when nobody does. */
export function keepInStep(phone: Phone): void {
  let touchedAt = Date.now();
  const touched = () => {
    touchedAt = Date.now();
  };
  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true, capture: true });
  const lockIfIdle = () => {
    if (Date.now() - touchedAt > IDLE_MS) phone.lock();
  };
  // A sleeping page's timers stand still: it looks again when it wakes, before anything can be read.
  setInterval(lockIfIdle, 10_000);
  document.addEventListener('visibilitychange', () => {
    lockIfIdle();
    if (document.visibilityState === 'visible') void phone.sync();
  });
  addEventListener('online', () => void phone.sync());
}
