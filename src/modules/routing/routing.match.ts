import { fold } from '../../platform/i18n/fold.js';

export interface Rule {
  /** Null matches every channel. */
  channel: string | null;
  /** Folded; one of them in the text is enough. None matches every text. */
  keywords: string[];
  teamId: string;
}

/** The team of the first rule that matches, else null. Words are found inside words: «والإيجار» has «إيجار». */
export function teamFor(rules: Rule[], channel: string, text: string): string | null {
  const folded = fold(text);
  const rule = rules.find(
    ({ channel: only, keywords }) =>
      (only === null || only === channel) &&
      (keywords.length === 0 || keywords.some((keyword) => folded.includes(keyword))),
  );
  return rule?.teamId ?? null;
}

export interface Officer {
  id: string;
  teamIds: string[];
  /** Conversations they have open now. */
  open: number;
  /** How many they may have. */
  capacity: number;
}

export interface Waiting {
  id: string;
  teamId: string;
  /** Who had this person's last conversation; preferred when free. */
  previousOfficerId: string | null;
}

/**
 * Gives waiting conversations, oldest first, each to the officer of its team with the fewest open ones and
 * room for one more. Pure; the order of officers breaks ties.
 * @returns pairs of conversation and officer; what is left out waits on
 */
export function distribute(waiting: Waiting[], officers: Officer[]): { id: string; officerId: string }[] {
  const load = new Map(officers.map((officer) => [officer.id, officer.open]));
  const given: { id: string; officerId: string }[] = [];
  for (const conversation of waiting) {
    const free = officers.filter(
      (officer) => officer.teamIds.includes(conversation.teamId) && load.get(officer.id)! < officer.capacity,
    );
    const previous = free.find((officer) => officer.id === conversation.previousOfficerId);
    const chosen =
      previous ??
      free.reduce<Officer | undefined>(
        (best, one) => (best && load.get(best.id)! <= load.get(one.id)! ? best : one),
        undefined,
      );
    if (!chosen) continue;
    load.set(chosen.id, load.get(chosen.id)! + 1);
    given.push({ id: conversation.id, officerId: chosen.id });
  }
  return given;
}
