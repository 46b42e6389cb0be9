import { useCallback, useState } from 'react';
import { newKey } from '../../lib/new-key';
import { recallInTab, rememberInTab } from '../../lib/storage';
import { type CallDraft, emptyDraft, isEmptyDraft, parseDraft, typed } from './call-draft';

/** The call on the desk, kept in this tab until it is saved. The key begins as those that sign-out forgets. */
export function useCallDraft(staffId: string) {
  const key = `draft.call.${staffId}`;
  const [draft, setDraft] = useState(() => parseDraft(recallInTab(key)) ?? emptyDraft(newKey()));
  const change = useCallback(
    (changed: Partial<CallDraft>) =>
      setDraft((before) => {
        const next = typed(before, changed, new Date());
        rememberInTab(key, isEmptyDraft(next) ? null : JSON.stringify(next));
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
