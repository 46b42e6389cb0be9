import { solveAside } from './proof';
import type { AnswerChannel, FormName } from './questions';

export interface Meta {
  organisation: { ar: string; en: string };
  answerBy: AnswerChannel[];
  trial: boolean;
  files: { most: number; bytes: number; partBytes: number };
}

export interface Outcome {
  receipt: string;
  received: boolean;
  reference: string | null;
}

interface Problem {
  code?: string;
  title?: string;
  errors?: { path: string; message: string }[];
}

/** An answer other than success; `status` 0 when there was none at all. */
export class HubError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem = {},
    readonly retryAfterMs = 0,
  ) {
    super(`The hub answered ${status}`);
  }

  /** Whether the same can succeed later without anybody doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status >= 500;
  }
}

const BASE = '/channels/forms/default';

/** The forms' HTTP API, in the language of the page. */
export class Hub {
  language: 'ar' | 'en' = 'ar';

  meta(): Promise<Meta> {
    return this.json('GET', '');
  }

  /** Solves a puzzle and gets the form's ticket. */
  async ticket(id: string): Promise<string> {
    const puzzle = await this.json<{
      salt: string;
      target: string;
      most: number;
      expires: number;
      signature: string;
    }>('POST', '/challenges');
    const { salt, expires, signature } = puzzle;
    const number = await solveAside(puzzle);
    return (await this.json<{ ticket: string }>('PUT', `/drafts/${id}`, { salt, number, expires, signature }))
      .ticket;
  }

  submit(form: FormName, fields: object, ticket: string): Promise<{ id: string; receipt: string }> {
    return this.json('POST', `/${form}`, fields, ticket);
  }

  outcome(id: string, ticket: string): Promise<Outcome> {
    return this.json('GET', `/drafts/${id}`, undefined, ticket);
  }

  /** @returns the parts that have yet to come */
  async finishFile(
    id: string,
    fileId: string,
    file: { fileName: string; parts: number },
    ticket: string,
  ): Promise<number[]> {
    const path = `/drafts/${id}/files/${fileId}`;
    return (await this.json<{ missing: number[] }>('PUT', path, file, ticket)).missing;
  }

  /** XMLHttpRequest, because fetch tells nothing of an upload's progress. */
  part(
    path: { id: string; fileId: string; number: number },
    bytes: Blob,
    ticket: string,
    on: (sent: number) => void,
  ) {
    return new Promise<void>((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', `${BASE}/drafts/${path.id}/files/${path.fileId}/parts/${path.number}`);
      request.setRequestHeader('authorization', `Bearer ${ticket}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.timeout = 55_000;
      request.upload.onprogress = ({ loaded }) => on(loaded);
      request.onload = () => {
        if (request.status === 204) resolve();
        else reject(new HubError(request.status, problemIn(request.responseText)));
      };
      request.onerror = request.onabort = request.ontimeout = () => reject(new HubError(0));
      request.send(bytes);
    });
  }

  private async json<T>(method: string, path: string, body?: object, ticket?: string): Promise<T> {
    let response: Response;
    try {
      response = await fetch(BASE + path, {
        method,
        headers: {
          'accept-language': this.language,
          ...(ticket && { authorization: `Bearer ${ticket}` }),
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body ? JSON.stringify(body) : null,
        credentials: 'omit',
        cache: 'no-store',
      });
    } catch {
      throw new HubError(0);
    }
    if (response.ok) return (await response.json()) as T;
    const seconds = Number(response.headers.get('retry-after'));
    throw new HubError(response.status, problemIn(await response.text()), seconds > 0 ? seconds * 1000 : 0);
  }
}

function problemIn(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
