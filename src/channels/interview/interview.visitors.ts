import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { InvalidPayloadError } from '../core/channels.errors.js';
import type { Visit } from './interview.schemas.js';

/** Where a visitor is known, so that the same person is one contact on the next visit. */
@Injectable()
export class Visitors {
  private readonly key: Buffer;

  constructor(@Inject(Config) config: Config) {
    this.key = config.derivedKey('interview-visitor');
  }

  /**
   * The person who was found; else their number; else an id that follows from the ID number and does not betray it;
   * else one of their own, by which they are found from then on.
   * @throws InvalidPayloadError when the telephone number is none
   */
  identify({ id, visitor }: Pick<Visit, 'id' | 'visitor'>): { address: string; phone: string | null } {
    const phone = visitor.phone === undefined ? null : normalisePhone(visitor.phone);
    if (visitor.phone !== undefined && !phone) throw new InvalidPayloadError('this is no telephone number');
    if (visitor.address) return { address: visitor.address, phone };
    if (phone) return { address: phone, phone };
    return { address: `visitor:${visitor.nationalId ? this.idOf(visitor.nationalId) : id}`, phone };
  }

  /** A UUID of version 8 (made our own way, RFC 9562) out of a keyed hash: worth nothing without the key. */
  private idOf(nationalId: string): string {
    const bytes = createHmac('sha256', this.key).update(nationalId).digest().subarray(0, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}
