/** What a request was answered with. */
export interface ApiAnswer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** A signed-in (or anonymous) user of the API over real HTTP, with the session's cookie. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly credentials: Record<string, string> = {},
  ) {}

  /** @throws Error when the credentials are refused */
  static async signIn(baseUrl: string, email: string, password: string): Promise<ApiClient> {
    const answer = await new ApiClient(baseUrl).request('POST', '/auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`Signing in was answered with ${answer.status}.`);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return new ApiClient(baseUrl, { cookie });
  }

  /** The `cookie` header, for sockets and browsers. */
  get cookie(): string {
    return this.credentials['cookie'] ?? '';
  }

  /** @throws Error unless answered with a 2xx */
  get<T = unknown>(path: string): Promise<T> {
    return this.succeed<T>('GET', path);
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    return this.succeed<T>('POST', path, body, headers);
  }

  put<T = unknown>(path: string, body?: unknown): Promise<T> {
    return this.succeed<T>('PUT', path, body);
  }

  patch<T = unknown>(path: string, body?: unknown): Promise<T> {
    return this.succeed<T>('PATCH', path, body);
  }

  delete<T = unknown>(path: string): Promise<T> {
    return this.succeed<T>('DELETE', path);
  }

  /** Any request below /api/v1, whatever the answer. */
  async request<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<T>> {
    const isForm = body instanceof FormData;
    const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...this.credentials,
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text ? JSON.parse(text) : text) as T,
    };
  }

  /** A file, by its path below /api/v1 or with it. @throws Error unless answered with a 2xx */
  async bytes(path: string): Promise<Buffer> {
    const answer = await fetch(`${this.baseUrl}/api/v1${path.replace('/api/v1', '')}`, {
      headers: this.credentials,
    });
    if (!answer.ok) throw new Error(`GET ${path} was answered with ${answer.status}.`);
    return Buffer.from(await answer.arrayBuffer());
  }

  private async succeed<T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const answer = await this.request<T>(method, path, body, headers);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}
