import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Layout: version, nonce, ciphertext, tag. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Text encrypted at rest with AES-256-GCM. */
export class SealedBox {
  /** @param key 32 bytes, from `Config.derivedKey` */
  constructor(private readonly key: Buffer) {}

  /** @param ownerId of the row that keeps it: a ciphertext copied to another row cannot be read there */
  seal(text: string, ownerId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(ownerId));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]);
  }

  /** @throws Error when it was not sealed with this key for this owner */
  open(sealed: Buffer, ownerId: string): string {
    if (sealed[0] !== VERSION) throw new Error(`What is sealed for ${ownerId} has an unknown format`);
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(ownerId))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const ciphertext = sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  }
}
