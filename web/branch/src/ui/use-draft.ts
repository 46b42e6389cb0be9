import { useEffect, useRef, useState } from 'react';
import type { Draft, IntakeEntry } from '../store/entries';
import { useOpen } from './context';

const EMPTY: Draft = {
  known: null,
  name: '',
  phone: '',
  text: '',
  needs: [],
  photos: [],
  nationalId: '',
  householdSize: '',
  monthlyIncome: '',
  city: '',
};

/** What is being written, sealed at once: a locked or closed phone loses no word of it. */
export function useDraft(kind: IntakeEntry['kind']) {
  const { phone } = useOpen();
  const [notebook] = useState(() => phone.notebook);
  const [draft, setDraft] = useState<Draft | null>(null);
  /** One after the other: sealing takes its time, and the last word is to be the last one stored. */
  const storing = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    let gone = false;
    void notebook.read(`draft ${kind}`).then((kept) => {
      if (!gone) setDraft(kept ?? EMPTY);
    });
    return () => {
      gone = true;
    };
  }, [notebook, kind]);
  const change = (part: Partial<Draft>) => {
    const next = { ...(draft ?? EMPTY), ...part };
    setDraft(next);
    storing.current = storing.current.then(() => notebook.write(`draft ${kind}`, next));
  };
  const clear = () => {
    storing.current = storing.current.then(() => notebook.tear(`draft ${kind}`));
    return storing.current;
  };
  return { draft, change, clear };
}
