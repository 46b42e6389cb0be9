import { Inject, Injectable } from '@nestjs/common';
import { unanswered } from '../core/provider-http.js';
import { authorization, type CloudAccount, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { refusalOf } from './whatsapp.cloud-errors.js';

/** Meta answers in a second or two; past this nobody knows what became of the request. */
const TIMEOUT_MS = 20_000;

export interface GraphRequest {
  /** Posted as JSON, or as a form with a file. Without it the request is a GET. */
  body?: object | FormData;
  timeoutMs?: number;
  /** Gives the request up. */
  signal?: AbortSignal;
}

/** Requests to Meta's Graph API. */
@Injectable()
export class GraphApi {
  constructor(@Inject(CloudCredentials) private readonly credentials: CloudCredentials) {}

  /**
   * The JSON of a 2xx answer; undefined when it is none.
   * @param account that acts
   * @param path within the API's version: `123/messages`
   * @throws SendError, `uncertain` when the request may have been taken and no answer came
   */
  async request(
    account: CloudAccount,
    path: string,
    { body, timeoutMs = TIMEOUT_MS, signal }: GraphRequest = {},
  ): Promise<unknown> {
    const isForm = body instanceof FormData;
    try {
      const response = await fetch(this.credentials.url(path), {
        method: body ? 'POST' : 'GET',
        headers: {
          ...authorization(account),
          ...(body && !isForm && { 'content-type': 'application/json' }),
        },
        ...(body && { body: isForm ? body : JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      });
      const answer = jsonOf(await response.text());
      if (response.ok) return answer;
      throw refusalOf({
        status: response.status,
        body: answer,
        retryAfter: response.headers.get('retry-after'),
      });
    } catch (error) {
      throw unanswered(error);
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
