/** A request as the hub shows it to its person. */
export interface View {
  organisation: Both;
  reference: string;
  language: 'ar' | 'en';
  type: Both;
  name: string;
  state:
    | 'draft'
    | 'submitted'
    | 'papers_missing'
    | 'verified'
    | 'under_study'
    | 'decided'
    | 'delivered'
    | 'closed'
    | 'withdrawn'
    | 'appealed';
  round: number;
  submittedAt: string | null;
  notBefore: string | null;
  answerBy: string | null;
  papers: Paper[];
  messages: { id: string; from: 'us' | 'person'; text: string; at: string }[];
  decision: {
    round: number;
    outcome: 'accepted' | 'rejected';
    reasonText: string;
    text: string;
    award: { what: string; amountHalalas?: number; period?: string; conditions?: string } | null;
    appealText: string | null;
    appealUntil: string | null;
  } | null;
  canAppeal: boolean;
  withdrawal: 'at_once' | 'asked_for' | null;
  canRate: boolean;
  rating: { stars: number; comment: string } | null;
}
export interface Both {
  ar: string;
  en: string;
}
export interface Paper {
  key: string;
  label: Both;
  required: boolean;
  state: 'missing' | 'received' | 'verified' | 'refused' | 'waived';
  reason: string | null;
  expired: boolean;
  files: number;
  wanted: boolean;
}

/** An answer other than success; `status` 0 when there was none at all. */
export class HubError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfterSeconds = 0,
  ) {
    super(`The hub answered ${status}`);
  }

  /** Whether the same can succeed later without anybody doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status >= 500;
  }
}

const BASE = '/track/api/';
const RETRY_MS = [1_000, 3_000, 8_000];

/** The page's HTTP API. Everything can be sent again: what it changes carries an id, or is a whole. */
export class Hub {
  /** Tells the page that the line is broken and that it tries again, and when it is back. */
  onLine: (broken: boolean) => void = () => undefined;

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    for (const wait of [...RETRY_MS, null]) {
      try {
        const answer = await this.once<T>(method, path, body);
        this.onLine(false);
        return answer;
      } catch (error) {
        if (!(error instanceof HubError) || !error.passing || wait === null) throw error;
        this.onLine(true);
        await pause(wait);
      }
    }
    throw new HubError(0);
  }

  /** XMLHttpRequest, because fetch tells nothing of an upload's progress. */
  part(path: string, bytes: Blob, on: (sent: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', BASE + path);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.timeout = 55_000;
      request.upload.onprogress = ({ loaded }) => on(loaded);
      request.onload = () => (request.status === 204 ? resolve() : reject(new HubError(request.status)));
      request.onerror = request.onabort = request.ontimeout = () => reject(new HubError(0));
      request.send(bytes);
    });
  }

  private async once<T>(method: string, path: string, body?: object): Promise<T> {
    let response: Response;
    try {
      response = await fetch(BASE + path, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        cache: 'no-store',
      });
    } catch {
      throw new HubError(0);
    }
    if (!response.ok) throw new HubError(response.status, Number(response.headers.get('retry-after')) || 0);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
