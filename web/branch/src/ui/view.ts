import { useEffect, useState } from 'react';

/** What is in front. The phone's back button goes through them. */
export type View =
  | { name: 'new' | 'tasks' | 'outbox' | 'menu' }
  | { name: 'intake'; kind: 'message' | 'help_request' }
  | { name: 'receipt' | 'task' | 'person'; id: string };

const HOME: View = { name: 'new' };

export function useView(): [View, (view: View, replace?: boolean) => void] {
  const [view, setView] = useState<View>((history.state as View | null) ?? HOME);
  useEffect(() => {
    const back = ({ state }: PopStateEvent) => setView((state as View | null) ?? HOME);
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const go = (next: View, replace = false) => {
    history[replace ? 'replaceState' : 'pushState'](next, '');
    setView(next);
    scrollTo(0, 0);
  };
  return [view, go];
}
