import { newId } from '../widget/ids.js';
import type { Answers, FormName } from './questions';

/** A file that goes with the form; its bytes are in the file shelf (shelf.ts). */
export interface DraftFile {
  id: string;
  name: string;
  size: number;
  /** The hub has it whole. */
  done: boolean;
}

/** What the browser keeps of a form until the hub has it, and of the confirmation after. */
export interface Draft {
  id: string;
  language: 'ar' | 'en';
  step: number;
  answers: Answers;
  files: DraftFile[];
  consent: boolean;
  /** Sent, and not yet confirmed: the page goes on with it by itself. */
  pending: boolean;
  ticket: { text: string; at: number } | null;
  done: { receipt: string; reference: string | null; at: string; answerBy: string } | null;
}

/** A ticket lasts a day at the hub. */
const TICKET_MS = 20 * 3_600_000;

export const newDraft = (language: 'ar' | 'en'): Draft => ({
  id: newId(),
  language,
  step: 0,
  answers: {},
  files: [],
  consent: false,
  pending: false,
  ticket: null,
  done: null,
});

export const usableTicket = ({ ticket }: Draft): string | null =>
  ticket && Date.now() - ticket.at < TICKET_MS ? ticket.text : null;

/** localStorage, or nothing where it is blocked: the page then says that it cannot keep what is written. */
export class DraftStore {
  constructor(
    private readonly form: FormName,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null = usableStorage(),
  ) {}

  read(): Draft | null {
    try {
      const text = this.storage?.getItem(this.key);
      const draft = text ? (JSON.parse(text) as Partial<Draft>) : null;
      // One that another version wrote, or somebody changed, has to have an id at least.
      return draft && typeof draft.id === 'string' ? { ...newDraft('ar'), ...draft } : null;
    } catch {
      return null;
    }
  }

  /**
   * A phone is shared by a family: an ID number is kept only while the form is on its way.
   * @returns whether it is kept
   */
  write(draft: Draft): boolean {
    const { nationalId, ...answers } = draft.answers;
    const kept = draft.pending || nationalId === undefined ? draft : { ...draft, answers };
    try {
      this.storage?.setItem(this.key, JSON.stringify(kept));
      return this.storage !== null;
    } catch {
      return false;
    }
  }

  forget(): void {
    try {
      this.storage?.removeItem(this.key);
    } catch {
      // Blocked: nothing was kept either.
    }
  }

  private get key(): string {
    return `insat-form:${this.form}`;
  }
}

function usableStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
