import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useBlocker } from 'react-router';
import { requestsApi } from '../api';
import type { FieldValue, HouseholdMember, SupportRequest } from '../schemas';
import { useReread } from '../use-requests';
import {
  changeOf,
  type Draft,
  EMPTY,
  isEmpty,
  membersOf,
  type OwnField,
  problemsOf,
  withDatum,
  withHousehold,
  withOwn,
} from './draft';

/** What is being typed into one request; nobody leaves it unsaved without being asked. */
export function useDraft(request: SupportRequest) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const reread = useReread(request.id);
  const save = useMutation({
    mutationFn: async (sent: Draft) => {
      const change = changeOf(sent);
      if (change) await requestsApi.change(request.id, change);
      if (sent.household) await requestsApi.putHousehold(request.id, membersOf(sent.household));
      await reread();
      return sent;
    },
    // What was typed meanwhile stays; what was sent is the hub's now.
    onSuccess: (sent) =>
      setDraft((now) => ({
        own: unlike(now.own, sent.own),
        data: unlike(now.data, sent.data),
        household: now.household === sent.household ? null : now.household,
      })),
  });
  const dirty = !isEmpty(draft);

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty &&
      currentLocation.pathname !== nextLocation.pathname &&
      // A session that ended is no choice of the person's.
      nextLocation.pathname !== '/sign-in',
  );

  return {
    draft,
    dirty,
    problems: problemsOf(request, draft),
    save,
    blocker,
    setOwn: useCallback(
      (key: OwnField, value: string) => setDraft((was) => withOwn(was, request, key, value)),
      [request],
    ),
    setDatum: useCallback(
      (key: string, value: FieldValue) => setDraft((was) => withDatum(was, request, key, value)),
      [request],
    ),
    setHousehold: useCallback(
      (members: HouseholdMember[]) => setDraft((was) => withHousehold(was, request, members)),
      [request],
    ),
    discard: useCallback(() => setDraft(EMPTY), []),
  };
}
export type RequestDraft = ReturnType<typeof useDraft>;

/** The entries that are not the ones that were sent. */
function unlike<T extends object>(now: T, sent: T): T {
  const kept = Object.entries(now).filter(([key, value]) => sent[key as keyof T] !== value);
  return Object.fromEntries(kept) as T;
}
