import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SealedBox } from '../encryption/sealed-box.js';
import { fold } from '../i18n/fold.js';

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
  private readonly box: SealedBox;
  private readonly indexKey: Buffer;

  constructor(@Inject(Config) config: Config) {
    this.box = new SealedBox(config.derivedKey('national-id'));
    this.indexKey = config.derivedKey('national-id-index');
  }

  /** @param ownerId the beneficiary: a ciphertext copied to somebody else's row cannot be read there */
  encrypt(nationalId: string, ownerId: string): Buffer {
    return this.box.seal(nationalId, ownerId);
  }

  /** @throws Error when it was not encrypted with this key for this owner */
  decrypt(stored: Buffer, ownerId: string): string {
    return this.box.open(stored, ownerId);
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
