import { useCallback, useState } from 'react';
import { z } from 'zod';
import { newId } from '../../../widget/ids.js';
import { recallInTab, rememberInTab } from '../../lib/storage';

const filledForm = z.object({
  id: z.uuid(),
  name: z.enum(['help', 'volunteer']),
  answers: z.record(z.string(), z.union([z.string(), z.array(z.string())]).optional()),
  files: z.array(
    z.object({ id: z.string(), fileName: z.string(), contentType: z.string(), size: z.number() }),
  ),
});
export type FilledForm = z.infer<typeof filledForm>;

export const emptyForm = (name: FilledForm['name']): FilledForm => ({
  id: newId(),
  name,
  answers: {},
  files: [],
});

function parsed(text: string | null): FilledForm | null {
  try {
    return text === null ? null : (filledForm.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}

/** The form on the desk, kept in this tab until it is saved, but for an ID number. Sign-out forgets the key. */
export function useFilledForm(staffId: string) {
  const key = `draft.form.${staffId}`;
  const [filled, setFilled] = useState(() => parsed(recallInTab(key)) ?? emptyForm('help'));
  const change = useCallback(
    (next: (before: FilledForm) => FilledForm) =>
      setFilled((before) => {
        const after = next(before);
        const { nationalId: _, ...answers } = after.answers;
        rememberInTab(key, JSON.stringify({ ...after, answers }));
        return after;
      }),
    [key],
  );
  const begin = useCallback(
    (name: FilledForm['name']) => {
      rememberInTab(key, null);
      setFilled(emptyForm(name));
    },
    [key],
  );
  return { filled, change, begin };
}
