/** WhatsApp's word for "failed"; 0 is "not with WhatsApp yet", and above it has come further. */
export const FAILED = -1;
/** Ids that messages have which were written in WhatsApp Web: ours, also those of an earlier run. */
const WRITTEN_HERE = /^3EB0/;
const REMEMBERED = 2_000;

interface Sent {
  /** The hub's id for it. */
  message: string | null;
  ack: number;
  /** Whoever sends it waits for the first word. */
  heard?: ((ack: number) => void) | undefined;
  /** Failed at once: it goes out again under another id, and this one tells nothing more. */
  isGivenUp?: boolean;
}

/** How far the messages have come that this session sent. WhatsApp tells of it before or after it has given the id. */
export class LinkedAcks {
  private readonly sent = new Map<string, Sent>();

  /**
   * Notes how far a message has come.
   * @returns the hub's id for it (null when this process does not know it); undefined when it is none of ours
   */
  reached(id: string, ack: number): string | null | undefined {
    const known = this.sent.get(id);
    if (!known && !WRITTEN_HERE.test(id)) return undefined;
    const sent = this.remember(id);
    sent.ack = ack;
    if (ack !== 0 && sent.heard) {
      sent.isGivenUp = ack === FAILED;
      sent.heard(ack);
      sent.heard = undefined;
    }
    return sent.isGivenUp ? undefined : sent.message;
  }

  /**
   * The first that WhatsApp says of a message which was just handed over.
   * @returns null when it says nothing within `ms`
   */
  first(id: string, message: string, ms: number): Promise<number | null> {
    const sent = this.remember(id);
    sent.message = message;
    if (sent.ack !== 0) {
      sent.isGivenUp = sent.ack === FAILED;
      return Promise.resolve(sent.ack);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        sent.heard = undefined;
        resolve(null);
      }, ms);
      sent.heard = (ack) => {
        clearTimeout(timer);
        resolve(ack);
      };
    });
  }

  private remember(id: string): Sent {
    const known = this.sent.get(id);
    if (known) return known;
    const sent: Sent = { message: null, ack: 0 };
    this.sent.set(id, sent);
    const [oldest] = this.sent.keys();
    if (this.sent.size > REMEMBERED && oldest) this.sent.delete(oldest);
    return sent;
  }
}
