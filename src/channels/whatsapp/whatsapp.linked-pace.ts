/** What a person would take to type one character; nobody types longer than the bound. */
const MS_PER_CHARACTER = 40;
const LONGEST_TYPING_MS = 8_000;

/**
 * A human pace. WhatsApp bans numbers that behave like machines, and there is no other limit to hold on to: so
 * messages leave one at a time, `perMinute` of them on average, at uneven intervals, and each is typed first.
 * Pure: the caller has the clock.
 */
export class LinkedPace {
  private openAt = 0;

  constructor(
    private readonly perMinute: number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Takes the next turn. @returns how many milliseconds it is away */
  reserve(now: number): number {
    const start = Math.max(now, this.openAt);
    // From half to one and a half of the average.
    this.openAt = start + this.averageMs * (0.5 + this.random());
    return start - now;
  }

  /** How long "typing…" is shown for a text. */
  typingMs(text: string): number {
    const typed = Math.min(text.length * MS_PER_CHARACTER, LONGEST_TYPING_MS);
    return Math.min(typed * (0.75 + this.random() / 2), this.averageMs / 2);
  }

  private get averageMs(): number {
    return 60_000 / this.perMinute;
  }
}
