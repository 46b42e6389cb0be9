import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { damm } from '../../src/platform/i18n/check-digit.js';
import { ApiClient } from './api-client.js';
import type { RunningHub } from './hub.js';

/** A representative's phone as the hub meets it: signed in on once, with a token of its own. */
export class BranchPhone {
  private counter = 0;

  private constructor(
    readonly api: ApiClient,
    readonly id: string,
    readonly number: number,
    readonly token: string,
    readonly staffId: string,
    readonly credentials: { email: string; password: string },
  ) {}

  /** A new representative, signed in on a new phone. */
  static async carriedBy(hub: RunningHub, name = 'أبو سالم', branch: string | null = 'ينبع النخل') {
    const admin = await hub.signIn();
    const credentials = {
      email: `${randomBytes(6).toString('hex')}@insat.test`,
      password: 'carried in a pocket',
    };
    const staff = await admin.post<{ id: string }>('/staff', {
      ...credentials,
      name,
      branch,
      role: 'representative',
    });
    return BranchPhone.enrol(hub, staff.id, credentials);
  }

  static async enrol(hub: RunningHub, staffId: string, credentials: { email: string; password: string }) {
    const signedIn = await ApiClient.signIn(hub.url, credentials.email, credentials.password);
    const { id, number, token } = await signedIn.post<{ id: string; number: number; token: string }>(
      '/branch/devices',
      { name: 'جوال المندوب', recoveryKey: randomBytes(32).toString('base64url') },
    );
    const api = new ApiClient(hub.url, { authorization: `Bearer ${token}` });
    return new BranchPhone(api, id, number, token, staffId, credentials);
  }

  newReceipt(): string {
    this.counter += 1;
    const count = String(this.counter).padStart(4, '0');
    return `${this.number}-${count}${damm(`${this.number}${count}`)}`;
  }

  /** What was taken down from somebody, unless told a message of a person who is new. */
  intake(over: Record<string, unknown> = {}) {
    const now = new Date().toISOString();
    return {
      kind: 'message',
      person: { id: uuidv7(), name: 'أم سالم', phone: null, isNew: true },
      text: 'تسأل عن سلة رمضان',
      receipt: this.newReceipt(),
      at: now,
      sentAt: now,
      ...over,
    };
  }

  /** Sends a photograph ahead. @returns its hash */
  async photo(content: Buffer): Promise<string> {
    const hash = createHash('sha256').update(content).digest('hex');
    await this.api.put(`/branch/photos/${hash}`, photoForm(content));
    return hash;
  }
}

export function photoForm(content: Buffer): FormData {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: 'image/jpeg' }), 'photo.jpg');
  return form;
}
