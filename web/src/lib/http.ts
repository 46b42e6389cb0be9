import type { z } from 'zod';
import { problem } from './schemas';

type Params = Record<string, unknown>;

/** A refusal of the API, or the lack of an answer. Words come from `errors.<code>` in the locales. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** `network` when nothing answered, `unexpected` when the answer is not what the contract says. */
    readonly code: string,
    readonly params: Params = {},
    readonly fields: { path: string; message: string }[] = [],
    /** Seconds, from Retry-After. */
    readonly retryAfter: number | null = null,
  ) {
    super(code);
    this.name = 'ApiError';
  }
}

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Calls back when the server no longer knows this session. Returns the way to stop. */
export function onSignedOut(listener: Listener): Listener {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export function announceSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | null | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

function address(path: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

/** Reads a problem+json body; anything else becomes `http.<status>`. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): ApiError {
  const parsed = problem.safeParse(body);
  const seconds = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  if (!parsed.success || !parsed.data.code) return new ApiError(status, `http.${status}`, {}, [], seconds);
  return new ApiError(status, parsed.data.code, parsed.data.params, parsed.data.errors, seconds);
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  // A form names its own type, with the boundary that it makes up.
  const isForm = options.body instanceof FormData;
  if (options.body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method: options.method ?? 'GET',
      headers,
      body: isForm
        ? (options.body as FormData)
        : options.body === undefined
          ? undefined
          : JSON.stringify(options.body),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, 'network');
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const refused = problemFrom(response.status, body, response.headers.get('Retry-After'));
  if (response.status === 401 && !path.startsWith('/auth/login')) announceSignedOut();
  throw refused;
}

/**
 * Asks the API and parses its answer.
 * @throws ApiError
 */
export async function request<S extends z.ZodType>(
  path: string,
  schema: S,
  options: RequestOptions = {},
): Promise<z.infer<S>> {
  const response = await send(path, options);
  const body: unknown = await response.json().catch(() => null);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(response.status, 'unexpected', {
    path,
    issues: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  });
}

/**
 * For calls whose answer carries nothing the page needs.
 * @throws ApiError
 */
export async function command(path: string, options: RequestOptions): Promise<void> {
  await send(path, options);
}

/**
 * For calls that answer with a file.
 * @throws ApiError
 */
export async function file(path: string, options: RequestOptions): Promise<Blob> {
  return (await send(path, options)).blob();
}
