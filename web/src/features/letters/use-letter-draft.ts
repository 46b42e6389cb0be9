import { useCallback, useState } from 'react';
import { newKey } from '../../lib/new-key';
import { recallInTab, rememberInTab } from '../../lib/storage';
import { emptyDraft, isEmptyDraft, type LetterDraft, parseDraft } from './letter-draft';

/** The letter on the desk, kept in this tab until it is saved. The key begins as those that sign-out forgets. */
export function useLetterDraft(staffId: string) {
  const key = `draft.letter.${staffId}`;
  const [draft, setDraft] = useState(() => parseDraft(recallInTab(key)) ?? emptyDraft(newKey(), new Date()));
  const change = useCallback(
    (make: (before: LetterDraft) => Partial<LetterDraft>) =>
      setDraft((before) => {
        const next = { ...before, ...make(before) };
        rememberInTab(key, isEmptyDraft(next) ? null : JSON.stringify(next));
        return next;
      }),
    [key],
  );
  const clear = useCallback(() => {
    rememberInTab(key, null);
    setDraft(emptyDraft(newKey(), new Date()));
  }, [key]);
  return { draft, change, clear };
}
