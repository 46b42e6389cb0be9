import { useEffect, useRef, useState } from 'react';
import type { IntakeEntry, Need, Person } from '../store/entries';
import { useOpen } from './context';

export interface Draft {
  /** Chosen among those known; null for somebody new. */
  known: Person | null;
  name: string;
  phone: string;
  text: string;
  needs: Need[];
  photos: string[];
}

const EMPTY: Draft = { known: null, name: '', phone: '', text: '', needs: [], photos: [] };

/** What is being written, sealed at once: a locked or closed phone loses no word of it. */
export function useDraft(kind: IntakeEntry['kind']) {
  const { phone } = useOpen();
  const [draft, setDraft] = useState<Draft | null>(null);
  const latest = useRef<Draft | null>(null);
  const { notebook } = phone;
  const [page] = useState(() => notebook);
  useEffect(() => {
    let gone = false;
    void page.read(`draft ${kind}`).then((kept) => {
      if (!gone) setDraft((kept as Draft | null) ?? EMPTY);
    });
    return () => {
      gone = true;
    };
  }, [page, kind]);
  const change = (part: Partial<Draft>) => {
    setDraft((before) => {
      const next = { ...(before ?? EMPTY), ...part };
      latest.current = next;
      void page.write(`draft ${kind}`, next);
      return next;
    });
  };
  const clear = () => page.tear(`draft ${kind}`);
  return { draft, change, clear };
}
