import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * How many numbers a page may have to try: half of it on average. A telephone of ten years ago hashes about
 * 60,000 times a second in JavaScript, one of today ten times as often.
 */
export const MOST_TRIES = 100_000;
/** Long enough for a page that was opened and then left lying. */
const CHALLENGE_SECONDS = 3_600;
const TICKET_SECONDS = 86_400;

/** What a page has to find out: the number whose hash behind the salt is `target`. */
export interface Challenge {
  salt: string;
  target: string;
  most: number;
  /** Unix seconds. */
  expires: number;
  signature: string;
}

export const solutionSchema = z.object({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  number: z.int().min(0).max(MOST_TRIES),
  expires: z.int().min(0),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Solution = z.infer<typeof solutionSchema>;

/**
 * Proofs of work, signed instead of stored: whoever wants to send forms by the thousand pays for each with a second of
 * computing. Own code of a few lines, because the page must also run where there is no `crypto.subtle` (plain HTTP in an
 * office), which the libraries' solvers need.
 */
export class Proofs {
  /** @param key 32 bytes, from `Config.derivedKey` */
  constructor(private readonly key: Buffer) {}

  challenge(now: Date): Challenge {
    const salt = randomBytes(16).toString('hex');
    const target = hash(salt, randomInt(MOST_TRIES));
    const expires = seconds(now) + CHALLENGE_SECONDS;
    return { salt, target, most: MOST_TRIES, expires, signature: this.sign(`${target}.${expires}`) };
  }

  /** Whether this is the answer to a challenge of ours that has not run out. */
  isSolved({ salt, number, expires, signature }: Solution, now: Date): boolean {
    return expires > seconds(now) && same(this.sign(`${hash(salt, number)}.${expires}`), signature);
  }

  /** A permission to send the form with this id and its files. */
  ticket(id: string, now: Date): string {
    return `${seconds(now)}.${this.sign(`ticket.${id}.${seconds(now)}`)}`;
  }

  /** @returns how old the ticket is, in seconds; null when it is not this form's, or too old */
  ticketAge(id: string, ticket: string, now: Date): number | null {
    const [issued = '', signature = ''] = ticket.split('.');
    if (!/^\d{1,12}$/.test(issued) || !same(this.sign(`ticket.${id}.${issued}`), signature)) return null;
    const age = seconds(now) - Number(issued);
    return age >= 0 && age < TICKET_SECONDS ? age : null;
  }

  private sign(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex');
  }
}

/** SHA-256 of salt and number in hexadecimal; the page's worker has its twin. */
export function hash(salt: string, number: number): string {
  return createHash('sha256').update(`${salt}${number}`).digest('hex');
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
