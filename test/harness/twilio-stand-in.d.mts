/** A form; a repeated field is an array. */
export type TwilioFields = Record<string, string | string[]>;

export interface TwilioMessage {
  sid: string;
  to: string;
  from: string | null;
  messaging_service_sid: string | null;
  body: string;
  status: string;
}

export interface TwilioRequest {
  at: number;
  path: string;
  form: Record<string, string>;
  /** Null when the request was refused. */
  message: TwilioMessage | null;
}

export interface InboundSms {
  from: string;
  to?: string;
  body: string;
  messageSid?: string;
  media?: { url: string; contentType: string }[];
  /** Further fields of the form. */
  [field: string]: unknown;
}

export interface PostOptions {
  deliverTo?: string | null;
  /** Null leaves the header out. */
  signature?: string | null;
  headers?: Record<string, string>;
}

export function signTwilio(authToken: string, url: string, form: TwilioFields): string;
export function formBody(form: TwilioFields): string;

export class TwilioStandIn {
  static start(options: {
    accountSid: string;
    authToken: string;
    port?: number;
    onMessage?: (message: TwilioMessage) => void;
  }): Promise<TwilioStandIn>;
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly requests: TwilioRequest[];
  readonly violations: string[];
  readonly messages: TwilioMessage[];
  /** Set when credentials were sent on to the storage behind a redirect. */
  readonly lastStorageAuthorization?: string;
  onMessage: ((message: TwilioMessage) => void) | null;
  refuse(
    status: number,
    code: number,
    options?: { message?: string; headers?: Record<string, string>; times?: number },
  ): void;
  hang(): void;
  drop(): void;
  addMedia(
    contentType: string,
    content: Buffer | string,
    options?: { status?: number; redirect?: boolean; stateLength?: boolean },
  ): string;
  addRecording(
    content: Buffer | string,
    options?: { contentType?: string },
  ): { url: string; ready(): void; asked(): number };
  callForm(call: {
    from: string;
    to?: string;
    callSid?: string;
    status?: string;
    [field: string]: unknown;
  }): Record<string, string>;
  taken(count: number, timeoutMs?: number): Promise<TwilioMessage[]>;
  post(url: string, form: TwilioFields, options?: PostOptions): Promise<Response>;
  inboundForm(message: InboundSms): Record<string, string>;
  inbound(
    hubUrl: string,
    message: InboundSms,
    options?: PostOptions & { account?: string },
  ): Promise<Response>;
  report(
    message: Pick<TwilioMessage, 'sid' | 'to' | 'from'>,
    status: string,
    options?: PostOptions & { errorCode?: number | null },
  ): Promise<Response>;
  close(): Promise<void>;
}
