import { createHash, timingSafeEqual } from 'node:crypto';

/** A secret that a caller has to name. Comparing takes as long for any wrong one, whatever its length. */
export class SharedToken {
  private readonly digest: Buffer;

  constructor(token: string) {
    this.digest = digestOf(token);
  }

  matches(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.digest);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
