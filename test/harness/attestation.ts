import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { ApiClient } from './api-client.js';
import { type RunningHub, startHub } from './hub.js';
import { testFolder } from './processes.js';
import { type MadeRequest, makeRequest } from './requests.js';
import { startTwilio } from './sms.js';
import type { TwilioStandIn } from './twilio-stand-in.mjs';
import { waitFor } from './wait-for.js';

export interface AttestationView {
  id: string;
  method: string;
  signerName: string;
  revision: number;
  sha256: string;
  witness: { id: string | null; name: string } | null;
  voidedAt: string | null;
  voidReason: string | null;
}
export interface AttestationForm {
  revision: number;
  sha256: string;
  declaration: { version: string; text: { ar: string; en: string } };
  content: { applicant: { name: string }; household: unknown[]; declaration: { text: string } };
  inForce: AttestationView | null;
  history: AttestationView[];
  codePlaces: { contactPointId: string; channel: string; refusal: string | null }[];
}
export interface Problem {
  code: string;
}

const VERIFY = resolve(import.meta.dirname, '../../scripts/verify-attestation.mjs');
const run = promisify(execFile);

/** A signature as a page sends it: a PNG in base64. */
export async function drawing(ink = true): Promise<string> {
  const curve = 'M20 90 Q120 10 200 90 T380 60';
  const line = `<svg width="400" height="150"><path d="${curve}" stroke="#111" stroke-width="4" fill="none"/></svg>`;
  const paper = sharp({ create: { width: 400, height: 150, channels: 3, background: '#ffffff' } });
  const drawn = ink ? paper.composite([{ input: Buffer.from(line) }]) : paper;
  return (await drawn.png().toBuffer()).toString('base64');
}

/** What `npm run verify-attestation` says of a file. */
export async function verifyPaper(pdf: Buffer, ...args: string[]): Promise<{ code: number; said: string }> {
  const file = join(mkdtempSync(join(testFolder(), 'paper-')), 'attestation.pdf');
  writeFileSync(file, pdf);
  return run(process.execPath, [VERIFY, file, ...args]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (failed: { code: number; stdout: string }) => ({ code: failed.code, said: failed.stdout }),
  );
}

/** A hub with a telephone network, and an officer who takes attestations. */
export class AttestationDesk {
  private people = 0;

  private constructor(
    readonly hub: RunningHub,
    readonly api: ApiClient,
    readonly twilio: TwilioStandIn,
  ) {}

  static async open(): Promise<AttestationDesk> {
    const { twilio, env } = await startTwilio();
    const hub = await startHub({ env });
    return new AttestationDesk(hub, await hub.signIn(), twilio);
  }

  async close(): Promise<void> {
    await this.hub.stop();
    await this.twilio.close();
  }

  phone(): string {
    this.people += 1;
    return `+96650${2_000_000 + this.people}`;
  }

  request(phone = this.phone(), state: 'submitted' | 'decided' = 'submitted'): Promise<MadeRequest> {
    return makeRequest(this.hub, { phone, state, papers: [] });
  }

  form({ id }: MadeRequest): Promise<AttestationForm> {
    return this.api.get<AttestationForm>(`/requests/${id}/attestation/form`);
  }

  attest({ id }: MadeRequest, body: object) {
    const attestation = { signerName: 'أم سعد', ...body };
    return this.api.request<AttestationView & Problem>('POST', `/requests/${id}/attestations`, attestation);
  }

  /** @throws Error when it is refused */
  async signed(made: MadeRequest): Promise<AttestationView> {
    const { revision } = await this.form(made);
    const answer = await this.attest(made, { method: 'signature', revision, image: await drawing() });
    if (answer.status !== 201) throw new Error(`Signing was answered with ${JSON.stringify(answer.body)}.`);
    return answer.body;
  }

  pdf(made: MadeRequest, id: string): Promise<Buffer> {
    return this.api.bytes(`/requests/${made.id}/attestations/${id}/pdf`);
  }

  async upload(content: Buffer, name: string, type: string): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(content)], { type }), name);
    return (await this.api.post<{ id: string }>('/uploads', form)).id;
  }

  /** Asks for a code, and reads it as the person does: on the telephone. */
  async codeFor(made: MadeRequest, phone: string): Promise<string> {
    const before = this.twilio.messages.length;
    await this.api.post(`/requests/${made.id}/attestation-codes`, {});
    return this.sentTo(phone, before);
  }

  /** The code that a telephone gets, after so many messages of the whole network. */
  async sentTo(phone: string, after = 0): Promise<string> {
    const sms = await waitFor(() => this.twilio.messages.slice(after).find(({ to }) => to === phone), {
      message: 'the code',
    });
    return /\d{6}/.exec(sms.body)![0];
  }
}
