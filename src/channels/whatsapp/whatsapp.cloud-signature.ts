import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const FORM = /^sha256=([0-9a-f]{64})$/i;

/** Checks X-Hub-Signature-256: HMAC-SHA256 of the body's bytes as they came, under the app secret. */
export class CloudSignature {
  private readonly key: KeyObject;

  constructor(secret: string) {
    this.key = createSecretKey(Buffer.from(secret, 'utf8'));
  }

  /** The header's value for a body. */
  of(body: Buffer): string {
    return `sha256=${this.hmac(body).toString('hex')}`;
  }

  isAuthentic(header: string, body: Buffer): boolean {
    const given = FORM.exec(header)?.[1];
    return given !== undefined && timingSafeEqual(Buffer.from(given, 'hex'), this.hmac(body));
  }

  private hmac(body: Buffer): Buffer {
    return createHmac('sha256', this.key).update(body).digest();
  }
}
