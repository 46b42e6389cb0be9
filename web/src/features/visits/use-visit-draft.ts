import { useCallback, useState } from 'react';
import { newKey } from '../../lib/new-key';
import { recallInTab, rememberInTab } from '../../lib/storage';
import { emptyDraft, isEmptyDraft, parseDraft, storable, typed, type VisitDraft } from './visit-draft';

/** The visit on the desk, kept in this tab until it is saved. The key begins as those that sign-out forgets. */
export function useVisitDraft(staffId: string) {
  const key = `draft.visit.${staffId}`;
  const [draft, setDraft] = useState(() => parseDraft(recallInTab(key)) ?? emptyDraft(newKey()));
  const change = useCallback(
    (changed: Partial<VisitDraft> | ((before: VisitDraft) => Partial<VisitDraft>)) =>
      setDraft((before) => {
        const next = typed(before, typeof changed === 'function' ? changed(before) : changed, new Date());
        rememberInTab(key, isEmptyDraft(next) ? null : storable(next));
        return next;
      }),
    [key],
  );
  const clear = useCallback(() => {
    rememberInTab(key, null);
    setDraft(emptyDraft(newKey()));
  }, [key]);
  return { draft, change, clear };
}
