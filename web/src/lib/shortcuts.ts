import { useEffect, useRef } from 'react';

/** Where the key sits, so that shortcuts work on an Arabic layout too. */
const BY_CODE: Record<string, string> = {
  KeyJ: 'j',
  KeyK: 'k',
  KeyR: 'r',
  KeyN: 'n',
  KeyT: 't',
  KeyE: 'e',
  Slash: '/',
};

export type Shortcut = 'j' | 'k' | 'r' | 'n' | 't' | 'e' | '/' | '?' | 'esc';

function keyOf(event: KeyboardEvent): string {
  if (event.key === '?' || event.key === '؟' || (event.code === 'Slash' && event.shiftKey)) return '?';
  if (event.key === 'Escape') return 'esc';
  return BY_CODE[event.code] ?? event.key;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Single-key shortcuts of the page; silent while somebody writes, holds a modifier, or a dialog is open. */
export function useShortcuts(map: Partial<Record<Shortcut, () => void>>, enabled = true): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isWriting(event.target) || document.querySelector('[role="dialog"], [role="menu"]')) return;
      const key = keyOf(event) as Shortcut;
      // A part of the page with a step of its own to go back.
      if (key === 'esc' && event.target instanceof Element && event.target.closest('[data-own-escape]'))
        return;
      const run = latest.current[key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    // Before anybody else: a dialog that this very key closes must still be seen open.
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [enabled]);
}
