import { expect } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { formBody, signTwilio, type TwilioFields, TwilioStandIn } from '../harness/twilio-stand-in.mjs';

export const PUBLIC_URL = 'https://hub.example.org';
export const EMAIL_TOKEN = 'a token of sufficient length';
const OFFICER = { email: 'officer@insat.test', password: 'an officer for tests' };

export interface List<T> {
  data: T[];
}
export interface Answer {
  status: number;
  type: string;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}
export interface Journalled {
  id: string;
  channel: string;
  externalId: string;
  error: string;
  attempts: number;
}
export interface Visitor {
  id: string;
  headers: { authorization: string; 'content-type': string };
}
/** Parts of what is sent in these tests. */
const SECRETS = [
  '966500000',
  '966599887',
  'example.com',
  'evil',
  'secret',
  'hello after',
  'سري',
  'deep down',
];
type Body = string | Buffer | FormData;

export const SMS_DOOR = '/channels/sms/default/inbound';
export const website = (path: string) => `/channels/website/default/${path}`;

/** A refusal that a program and a person understand. */
export function expectProblem(answer: Answer, status?: number): void {
  expect(answer).toMatchObject({
    type: expect.stringContaining('application/problem+json'),
    body: { type: 'about:blank', title: expect.any(String), code: expect.any(String) },
  });
  expect(answer.body['status']).toBe(answer.status);
  if (status !== undefined) expect(answer.status).toBe(status);
  else expect(Math.floor(answer.status / 100)).toBe(4);
}

/** A hub with every door open, and somebody who throws things at them. */
export class OpenDoors {
  private messages = 0;

  private constructor(
    readonly hub: RunningHub,
    readonly twilio: TwilioStandIn,
    readonly admin: ApiClient,
    readonly officer: ApiClient,
  ) {}

  static async start(): Promise<OpenDoors> {
    const twilio = await TwilioStandIn.start({
      accountSid: `AC${'ab'.repeat(16)}`,
      authToken: 'c'.repeat(32),
    });
    const hub = await startHub({
      env: {
        PUBLIC_URL,
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_FROM: '+15005550006',
        TWILIO_API_BASE_URL: twilio.url,
        EMAIL_INBOUND_TOKEN: EMAIL_TOKEN,
      },
    });
    const admin = await hub.signIn();
    await admin.post('/staff', { ...OFFICER, name: 'نورة', role: 'officer' });
    return new OpenDoors(hub, twilio, admin, await hub.signIn(OFFICER));
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    await this.twilio.close();
  }

  async call(
    method: string,
    path: string,
    body?: Body,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.hub.url + path, {
      method,
      headers,
      signal: AbortSignal.timeout(20_000),
      ...(body !== undefined && { body: body as string }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      type,
      headers: response.headers,
      text,
      body: type.includes('json') ? JSON.parse(text) : {},
    };
  }

  /** The form of an SMS that nobody has sent yet. */
  fields(from: string, body: string, more: TwilioFields = {}): TwilioFields {
    this.messages += 1;
    const messageSid = `SM${String(this.messages).padStart(32, '0')}`;
    return { ...this.twilio.inboundForm({ from, body, messageSid }), ...more };
  }

  /** Hands in a form, signed as Twilio would. */
  sms(fields: TwilioFields, door = SMS_DOOR): Promise<Answer> {
    return this.call('POST', door, formBody(fields), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': this.signatureOf(fields, door),
    });
  }

  signatureOf(fields: TwilioFields, door = SMS_DOOR): string {
    return signTwilio(this.twilio.authToken, PUBLIC_URL + door, fields);
  }

  mail(raw: string | Buffer, headers: Record<string, string> = {}, account = 'default'): Promise<Answer> {
    return this.call('POST', `/channels/email/${account}/raw`, raw, {
      'content-type': 'message/rfc822',
      authorization: `Bearer ${EMAIL_TOKEN}`,
      ...headers,
    });
  }

  async newVisitor(): Promise<Visitor> {
    const type = { 'content-type': 'application/json' };
    const { body } = await this.call('POST', website('visitors'), '{"language":"en"}', type);
    return {
      id: String(body['visitorId']),
      headers: { authorization: `Bearer ${body['token']}`, ...type },
    };
  }

  say({ headers }: Visitor, text: string, more: object = {}): Promise<Answer> {
    const message = JSON.stringify({ id: uuidv7(), text, ...more });
    return this.call('POST', website('messages'), message, { ...headers });
  }

  /** What came from an address, newest first, once there is so much. */
  messagesOf(address: string, count = 1): Promise<MessageView[]> {
    return waitFor(
      async () => {
        const { data } = await this.admin.get<List<ConversationView>>(
          `/conversations?status=all&q=${encodeURIComponent(address)}`,
        );
        const threads = await Promise.all(
          data.map(({ id }) => this.admin.get<List<MessageView>>(`/conversations/${id}/messages`)),
        );
        const inbound = threads.flatMap((thread) => thread.data).filter((one) => one.direction === 'inbound');
        return inbound.length >= count && inbound;
      },
      { message: `${count} messages of ${address}` },
    );
  }

  async aConversation(): Promise<ConversationView> {
    const from = '+966500000001';
    await this.sms(this.fields(from, 'السلام عليكم'));
    await this.messagesOf(from);
    const { data } = await this.admin.get<List<ConversationView>>(
      `/conversations?q=${encodeURIComponent(from)}`,
    );
    return data[0]!;
  }

  /**
   * Ready, without an accident, nothing left lying, a message answered; and no word, name or address of anybody
   * in the log.
   */
  async expectUnharmed(): Promise<void> {
    const from = '+966500000099';
    expect((await this.call('GET', '/health/ready')).status).toBe(200);
    expect((await this.sms(this.fields(from, 'hello after all'))).status).toBe(200);
    expect((await this.messagesOf(from))[0]?.text).toBe('hello after all');
    await waitFor(() => this.twilio.messages.find(({ to }) => to === from), { message: 'its receipt' });
    const waiting = "SELECT id FROM inbound_event WHERE state = 'pending'";
    await waitFor(async () => (await this.hub.sql(waiting)).length === 0, { message: 'an empty journal' });
    expect(this.hub.logs).not.toMatch(/unexpected error|"level":"fatal"/);
    for (const secret of SECRETS) expect(this.hub.logs).not.toContain(secret);
  }

  async setAside(): Promise<Journalled[]> {
    const path = '/inbound-events?state=set_aside&limit=200';
    return (await this.admin.get<List<Journalled>>(path)).data;
  }
}
