import { createContext, use } from 'react';
import type { Phone, Snapshot } from '../phone';
import type { View } from './view';

interface Open {
  phone: Phone;
  state: Snapshot;
  go: (view: View, replace?: boolean) => void;
}

export const OpenContext = createContext<Open | null>(null);

/** The open phone; only on its pages. */
export function useOpen(): Open {
  const open = use(OpenContext);
  if (!open) throw new Error('useOpen outside the open phone');
  return open;
}
