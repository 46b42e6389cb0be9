import { useCallback, useState } from 'react';
import { z } from 'zod';
import { chosenTemplate, upload } from '../../../lib/schemas';
import { recall, remember } from '../../../lib/storage';
import { type OutboxEntry, settle } from './outbox';

export type Mode = 'reply' | 'note';

const stored = z.object({
  reply: z.string(),
  note: z.string(),
  mode: z.enum(['reply', 'note']),
  uploads: z.array(upload),
  /** The template that is being filled in, instead of the text. */
  template: chosenTemplate.nullable().default(null),
});
type DraftState = z.infer<typeof stored>;
const EMPTY: DraftState = { reply: '', note: '', mode: 'reply', uploads: [], template: null };

function restored(key: string): DraftState {
  try {
    return stored.parse(JSON.parse(recall(key) ?? ''));
  } catch {
    return EMPTY;
  }
}

const isEmpty = (draft: DraftState) =>
  !draft.reply && !draft.note && !draft.template && draft.uploads.length === 0;

/** Unsent words of one conversation, kept per person in this browser until they are sent. */
export function useDraft(conversationId: string, staffId: string) {
  const key = `draft.${staffId}.${conversationId}`;
  const [draft, setDraft] = useState(() => restored(key));
  const change = useCallback(
    (make: (before: DraftState) => DraftState) => {
      setDraft((before) => {
        const next = make(before);
        remember(key, isEmpty(next) ? null : JSON.stringify(next));
        return next;
      });
    },
    [key],
  );
  const restore = useCallback(
    (entry: OutboxEntry) => {
      settle(entry.key);
      if (entry.template) {
        const { template } = entry;
        return change((before) => ({ ...before, mode: 'reply', template }));
      }
      change((before) => ({
        ...before,
        mode: entry.kind,
        [entry.kind]: [before[entry.kind], entry.text].filter(Boolean).join('\n'),
        uploads: [...before.uploads, ...entry.attachments],
      }));
    },
    [change],
  );
  return { draft, change, restore };
}

export type Draft = ReturnType<typeof useDraft>;
