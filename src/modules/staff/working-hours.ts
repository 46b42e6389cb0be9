const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof DAYS)[number];

/** Local times "08:00"; `to` may be "24:00". */
export type OpeningHours = { from: string; to: string };
export type WeekHours = Record<Weekday, OpeningHours | null>;

export interface WorkingTime {
  /** IANA name. */
  timezone: string;
  workingHours: WeekHours;
  /** Local days "2026-03-20" on which nobody works. */
  holidays: readonly { day: string }[];
}

const DAY_MS = 24 * 60 * 60_000;
/** A year and a bit: further ahead no opening is looked for. */
const FURTHEST_DAYS = 400;

/**
 * Arithmetic of the hours in which people are served, in local time. Pure, and right across changes of the
 * clock in zones that have them: an hour is 60 minutes that pass.
 */
export class WorkingHours {
  private readonly clock: Intl.DateTimeFormat;
  private readonly holidays: ReadonlySet<string>;

  constructor(private readonly time: WorkingTime) {
    this.clock = new Intl.DateTimeFormat('en-US', {
      timeZone: time.timezone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    this.holidays = new Set(time.holidays.map((holiday) => holiday.day));
  }

  isOpen(at: Date): boolean {
    const span = this.spanOf(this.localDay(at));
    return span !== null && span.start <= at.getTime() && at.getTime() < span.end;
  }

  /** The first open moment from `at` on: `at` itself while open. Null when there is none for over a year. */
  nextOpening(at: Date): Date | null {
    for (const span of this.spansFrom(at)) return new Date(Math.max(span.start, at.getTime()));
    return null;
  }

  /**
   * When `minutes` of open time have passed since `at`. A house that never opens has no hours to count in: then
   * ordinary minutes are added.
   */
  addWorkingMinutes(at: Date, minutes: number): Date {
    let remaining = minutes * 60_000;
    for (const { start, end } of this.spansFrom(at)) {
      const from = Math.max(start, at.getTime());
      if (from + remaining <= end) return new Date(from + remaining);
      remaining -= end - from;
    }
    return new Date(at.getTime() + minutes * 60_000);
  }

  /** Open spans that end after `at`, in order. */
  private *spansFrom(at: Date): Generator<{ start: number; end: number }> {
    const today = this.localDay(at);
    for (let days = 0; days <= FURTHEST_DAYS; days++) {
      const span = this.spanOf(today + days * DAY_MS);
      if (span && span.end > at.getTime()) yield span;
    }
  }

  /** @param day a local day, as the UTC midnight of the same date */
  private spanOf(day: number): { start: number; end: number } | null {
    const date = new Date(day);
    const hours = this.time.workingHours[DAYS[date.getUTCDay()] as Weekday];
    if (!hours || this.holidays.has(date.toISOString().slice(0, 10))) return null;
    return { start: this.instant(day + minutesOf(hours.from)), end: this.instant(day + minutesOf(hours.to)) };
  }

  private localDay(at: Date): number {
    return Math.floor(this.wallClock(at.getTime()) / DAY_MS) * DAY_MS;
  }

  /** The instant at which the local clock shows `wall`; one that is skipped in spring becomes the next that exists. */
  private instant(wall: number): number {
    const guess = wall - (this.wallClock(wall) - wall);
    return guess + (wall - this.wallClock(guess));
  }

  /** What the local clock shows at an instant, read as if it were UTC. */
  private wallClock(instant: number): number {
    const parts = Object.fromEntries(
      this.clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
    return Date.UTC(
      parts.year,
      parts.month - 1,
      parts.day,
      parts.hour,
      parts.minute,
      parts.second,
      ((instant % 1000) + 1000) % 1000,
    );
  }
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}
