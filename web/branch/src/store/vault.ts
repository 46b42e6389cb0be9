import {
  fromBase64Url,
  keyOf,
  keyOfPin,
  newBoundKey,
  openBytes,
  randomKeyBytes,
  type Sealed,
  sealBytes,
  toBase64Url,
} from './sealing';

/** Wrong PINs until only the password helps. */
export const MOST_TRIES = 10;
/** OWASP's number for PBKDF2-HMAC-SHA256: under a second on a cheap phone. */
const ITERATIONS = 600_000;
const DAY_MS = 86_400_000;

/** What lies open on the phone: nobody's words, and no key without the PIN. */
export interface Vault {
  deviceId: string;
  /** First part of the receipt numbers. */
  number: number;
  deviceName: string;
  representative: string;
  branch: string | null;
  lockAfterDays: number;
  /** When the hub last answered, by this phone's clock. */
  lastContact: number;
  /** The hub has said that the account is off: the PIN opens nothing until it says otherwise. */
  accountOff?: boolean;
  boundKey: CryptoKey;
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  /** The data key under the PIN and the bound key; null after too many wrong PINs. */
  byPin: Sealed | null;
  /** The data key under the recovery key, which the hub keeps. */
  byRecovery: Sealed;
  wrongTries: number;
}

type Facts = Pick<
  Vault,
  'deviceId' | 'number' | 'deviceName' | 'representative' | 'branch' | 'lockAfterDays' | 'lastContact'
>;

/** @returns the vault, and the key to everything else, which is nowhere but in memory */
export async function makeVault(
  facts: Facts,
  recoveryKey: string,
  pin: string,
  iterations = ITERATIONS,
): Promise<{ vault: Vault; key: CryptoKey }> {
  const raw = randomKeyBytes();
  const byRecovery = await sealBytes(await keyOf(fromBase64Url(recoveryKey)), 'recovery', raw);
  const lock = await lockOf(raw, pin, await newBoundKey(), iterations);
  return { vault: { ...facts, ...lock, byRecovery, wrongTries: 0 }, key: await keyOf(raw) };
}

export const triesLeft = ({ byPin, wrongTries }: Vault): number =>
  byPin ? Math.max(0, MOST_TRIES - wrongTries) : 0;

/** One wrong try more. To be stored before a PIN is tried, so that a page closed in the middle has not tried for free. */
export function afterWrongTry(vault: Vault): Vault {
  const wrongTries = vault.wrongTries + 1;
  return { ...vault, wrongTries, byPin: wrongTries >= MOST_TRIES ? null : vault.byPin };
}

/** @returns the data key; null for a wrong PIN, and for any once there were too many */
export async function unlock(vault: Vault, pin: string): Promise<CryptoKey | null> {
  if (!vault.byPin) return null;
  try {
    const inner = unpack(await openBytes(vault.boundKey, 'pin', vault.byPin));
    const pinKey = await keyOfPin(pin, vault.salt, vault.iterations);
    return await keyOf(await openBytes(pinKey, 'pin', inner));
  } catch {
    return null;
  }
}

/**
 * Sets a new PIN with the key that the hub kept; nothing that was written is lost.
 * @throws OperationError when the key is another phone's
 */
export async function recover(
  vault: Vault,
  recoveryKey: string,
  pin: string,
): Promise<{ vault: Vault; key: CryptoKey }> {
  const raw = await openBytes(await keyOf(fromBase64Url(recoveryKey)), 'recovery', vault.byRecovery);
  const lock = await lockOf(raw, pin, vault.boundKey, vault.iterations);
  return { vault: { ...vault, ...lock, accountOff: false, wrongTries: 0 }, key: await keyOf(raw) };
}

export function newRecoveryKey(): string {
  return toBase64Url(randomKeyBytes());
}

/** Shut by the hub, away for too long, or with a clock that was set back: it must hear first whether it may be opened. */
export function mustAskFirst({ accountOff, lastContact, lockAfterDays }: Vault, now: number): boolean {
  return accountOff === true || now - lastContact > lockAfterDays * DAY_MS || lastContact - now > DAY_MS;
}

async function lockOf(
  raw: Uint8Array<ArrayBuffer>,
  pin: string,
  boundKey: CryptoKey,
  iterations: number,
): Promise<Pick<Vault, 'boundKey' | 'salt' | 'iterations' | 'byPin'>> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner = await sealBytes(await keyOfPin(pin, salt, iterations), 'pin', raw);
  return { boundKey, salt, iterations, byPin: await sealBytes(boundKey, 'pin', pack(inner)) };
}

const NONCE_BYTES = 12;

function pack({ nonce, data }: Sealed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(NONCE_BYTES + data.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(data), NONCE_BYTES);
  return bytes;
}

function unpack(bytes: Uint8Array<ArrayBuffer>): Sealed {
  return { nonce: bytes.slice(0, NONCE_BYTES), data: bytes.slice(NONCE_BYTES).buffer };
}
