import type { RunningHub } from './hub.js';
import { type MadeRequest, makeRequest } from './requests.js';
import type { TwilioStandIn } from './twilio-stand-in.mjs';
import { waitFor } from './wait-for.js';

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { code?: string };
}

let pages = 0;
let people = 0;

/** What the page /track does, over real HTTP. */
export class TrackPage {
  private cookie = '';
  /** Each page comes from a network of its own, as the proxy before a hub would say. */
  private readonly network = `198.18.${Math.floor(pages / 250) % 250}.${(pages++ % 250) + 1}`;

  constructor(readonly hubUrl: string) {}

  async request(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const bytes = Buffer.isBuffer(body);
    const response = await fetch(`${this.hubUrl}/track/api/${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
        'x-forwarded-for': this.network,
        ...(this.cookie && { cookie: this.cookie }),
        ...headers,
      },
      ...(body && { body: bytes ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie()[0];
    if (set) this.cookie = set.split(';')[0]!;
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  }

  ask(reference: string, contact: string): Promise<Answer> {
    return this.request('POST', 'codes', { reference, contact });
  }

  enter(reference: string, code: string): Promise<Answer> {
    return this.request('POST', 'sessions', { reference, code });
  }

  /** Comes in, by the code that is sent to the phone. */
  async comeIn(twilio: TwilioStandIn, reference: string, phone: string): Promise<void> {
    const before = codesTo(twilio, phone).length;
    await this.ask(reference, phone);
    const code = await nextCode(twilio, phone, before);
    const answer = await this.enter(reference, code);
    if (answer.status !== 204) throw new Error(`The code was answered with ${answer.status}.`);
  }

  view(): Promise<Answer> {
    return this.request('GET', 'request');
  }
}

/** The codes that came to a phone, oldest first. */
export function codesTo(twilio: TwilioStandIn, phone: string): string[] {
  return twilio.messages
    .filter(({ to }) => to === phone)
    .flatMap(({ body }) => /\b\d{6}\b/.exec(body)?.[0] ?? []);
}

/** @param before how many had come already */
export async function nextCode(twilio: TwilioStandIn, phone: string, before: number): Promise<string> {
  await waitFor(async () => codesTo(twilio, phone).length > before, { message: 'the code', timeout: 20_000 });
  return codesTo(twilio, phone)[before]!;
}

export function newPhone(): string {
  people += 1;
  return `+9665055500${String(people).padStart(2, '0')}`;
}

/** A request of somebody new, and their page after the code. */
export async function trackedPage(
  hub: RunningHub,
  twilio: TwilioStandIn,
  rows: Omit<Parameters<typeof makeRequest>[1], 'phone'>,
): Promise<{ page: TrackPage; request: MadeRequest; phone: string }> {
  const phone = newPhone();
  const request = await makeRequest(hub, { phone, ...rows });
  const page = new TrackPage(hub.url);
  await page.comeIn(twilio, request.reference, phone);
  return { page, request, phone };
}
