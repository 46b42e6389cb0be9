/** How far a letter is that has not ended. */
export const OPEN_STEPS = ['to_print', 'printed', 'dispatched'] as const;
export type OpenStep = (typeof OPEN_STEPS)[number];

/** How it ends: it is there, or it has come back. */
export const ENDS = ['received', 'returned'] as const;
export type End = (typeof ENDS)[number];

export type Step = OpenStep | End;

/**
 * Where a letter may go from where it is. Back by one, for the wrong button; from the printer straight to the
 * hands of whoever comes for it.
 */
const WAYS: Readonly<Record<OpenStep, readonly Step[]>> = {
  to_print: ['printed'],
  printed: ['to_print', 'dispatched', 'received'],
  dispatched: ['printed', 'received', 'returned'],
};

export const mayGo = (from: OpenStep, to: Step): boolean => WAYS[from].includes(to);

export const isEnd = (step: Step): step is End => (ENDS as readonly Step[]).includes(step);

/** What the audit line of a step says; going back is a deed of its own. */
export function deedOf(from: OpenStep, to: Step): string {
  if (to === 'to_print') return 'print_undone';
  return from === 'dispatched' && to === 'printed' ? 'dispatch_undone' : to;
}
