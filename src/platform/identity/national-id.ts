import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { fold } from '../i18n/fold.js';

/** Layout: version, nonce, ciphertext, tag. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A Saudi national ID (starts with 1) or iqama (starts with 2): ten digits, the last one a Luhn check digit over
 * the others. Digits may be Arabic-Indic or Persian, and grouped by spaces or hyphens.
 * @returns the ten ASCII digits, or null when it is neither
 */
export function parseNationalId(text: string): string | null {
  const digits = fold(text).replace(/[\s-]/g, '');
  return /^[12]\d{9}$/.test(digits) && luhn(digits) ? digits : null;
}

/** Keeps ID numbers encrypted, and lets them be found by equality alone. */
@Injectable()
export class NationalIds {
  private readonly key: Buffer;
  private readonly indexKey: Buffer;

  constructor(@Inject(Config) config: Config) {
    this.key = config.derivedKey('national-id');
    this.indexKey = config.derivedKey('national-id-index');
  }

  /** @param ownerId the beneficiary: a ciphertext copied to somebody else's row cannot be read there */
  encrypt(nationalId: string, ownerId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(ownerId));
    const ciphertext = Buffer.concat([cipher.update(nationalId, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]);
  }

  /** @throws Error when it was not encrypted with this key for this owner */
  decrypt(stored: Buffer, ownerId: string): string {
    if (stored[0] !== VERSION) throw new Error(`An ID number of ${ownerId} has an unknown format`);
    const nonce = stored.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(ownerId))
      .setAuthTag(stored.subarray(-TAG_BYTES));
    const ciphertext = stored.subarray(1 + NONCE_BYTES, -TAG_BYTES);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  }

  /** The same for the same number, and worth nothing without the key. */
  blindIndex(nationalId: string): Buffer {
    return createHmac('sha256', this.indexKey).update(nationalId).digest();
  }
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, position) => {
    const value = Number(digit) * (position % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
