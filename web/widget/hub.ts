import type { Settings } from './settings.js';
import type { Language } from './words.js';

export interface FileFacts {
  fileName: string;
  contentType: string;
  size: number;
}
export interface StoredFile extends FileFacts {
  key: string;
}
export interface Upload extends FileFacts {
  id: string;
}

/** `inbound`: written by the visitor. `outbound`: our answer. */
export interface Message {
  id: string;
  direction: 'inbound' | 'outbound';
  text: string;
  attachments: StoredFile[];
  automatic: boolean;
  status: 'sent' | 'delivered' | 'read';
  createdAt: string;
}

export interface Page {
  /** Newest first. */
  data: Message[];
  nextCursor: string | null;
}

export interface VisitorFacts {
  name: string | null;
  phone: string | null;
  email: string | null;
}

export interface Session {
  visitor: VisitorFacts;
  online: boolean;
  organisationName: Record<Language, string>;
  messages: Page;
  unread: number;
}

/** An answer of the hub other than success; `status` 0 when there was none at all. */
export class HubError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`The hub answered ${status}`);
  }

  /** Whether the same request can succeed later without anybody doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The website channel's HTTP API. */
export class Hub {
  private readonly base: string;

  constructor(settings: Pick<Settings, 'hub' | 'account'>) {
    this.base = `${settings.hub}/channels/website/${encodeURIComponent(settings.account)}`;
  }

  async arrive(language: Language, pageUrl: string): Promise<string> {
    const web = /^https?:/.test(pageUrl) && pageUrl.length <= 2048;
    const body = { language, ...(web && { pageUrl }) };
    return (await this.json<{ token: string }>('POST', 'visitors', null, body)).token;
  }

  session(token: string): Promise<Session> {
    return this.json('GET', 'session', token);
  }

  older(token: string, before: string): Promise<Page> {
    return this.json('GET', `messages?before=${before}`, token);
  }

  post(token: string, message: { id: string; text: string; attachments: string[] }): Promise<Message> {
    return this.json('POST', 'messages', token, message);
  }

  contact(token: string, contact: { name: string; phone?: string; email?: string }): Promise<VisitorFacts> {
    return this.json('PUT', 'contact', token, contact);
  }

  async acknowledge(token: string, kind: 'delivered' | 'read', ids: string[]): Promise<void> {
    await this.request('PUT', kind, token, { ids });
  }

  async file(token: string, key: string): Promise<Blob> {
    return (await this.request('GET', `attachments/${encodeURIComponent(key)}`, token)).blob();
  }

  /** XMLHttpRequest, because fetch tells nothing of an upload's progress. */
  upload(token: string, file: File, onProgress: (share: number) => void): Promise<Upload> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.base}/attachments`);
      request.setRequestHeader('authorization', `Bearer ${token}`);
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onload = () => {
        if (request.status === 201) resolve(JSON.parse(request.responseText) as Upload);
        else reject(new HubError(request.status));
      };
      request.onerror = request.onabort = request.ontimeout = () => reject(new HubError(0));
      const form = new FormData();
      form.append('file', file, file.name);
      request.send(form);
    });
  }

  private async json<T>(method: string, path: string, token: string | null, body?: object): Promise<T> {
    return (await this.request(method, path, token, body)).json() as Promise<T>;
  }

  private async request(
    method: string,
    path: string,
    token: string | null,
    body?: object,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.base}/${path}`, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'origin',
      });
    } catch {
      throw new HubError(0);
    }
    if (response.ok) return response;
    const seconds = Number(response.headers.get('retry-after'));
    throw new HubError(response.status, seconds > 0 ? seconds * 1000 : null);
  }
}
