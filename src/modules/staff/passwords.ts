import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** No 0/o, 1/l/i: it is read from a terminal or over the phone. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password that somebody chooses. Length is what counts; what it is made of is theirs. */
export const newPassword = z.string().min(10, 'must be at least 10 characters long').max(200);

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), ARGON2ID);
}

let nobody: Promise<string> | undefined;

/**
 * Whether the password is the one behind `passwordHash`. For a person who does not exist (null) the same work is
 * done, so that the time of the answer does not tell who has an account.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(readablePassword());
  const matches = await verify(passwordHash ?? (await nobody), password.normalize('NFKC'));
  return matches && passwordHash !== null;
}

/** A password for the first sign-in: four groups of four, about 79 bits. */
export function readablePassword(): string {
  const letters = Array.from({ length: 16 }, () => READABLE[randomInt(READABLE.length)]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}
