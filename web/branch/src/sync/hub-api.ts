import * as z from 'zod/mini';
import type { Item, Person, Task } from '../store/entries';
import { Hub, Refusal, Unreachable } from './sync';

// The page's content policy forbids eval, which Zod would otherwise probe for.
z.config({ jitless: true });

const API = '/api/v1';
/** A network that answers nothing for so long is none. */
const TIMEOUT_MS = 30_000;
const PHOTO_TIMEOUT_MS = 120_000;

const nullableText = z.nullable(z.string());
const taken = z.object({ clockIsOff: z.optional(z.boolean()) });
const missing = z.object({ missing: z.array(z.string()) });
const people = z.object({
  data: z.array(z.object({ id: z.string(), name: nullableText, phone: nullableText })),
});
const tasks = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      person: z.object({ id: z.string(), name: nullableText, phone: nullableText }),
      text: z.string(),
      attempts: z.number(),
      dueAt: z.string(),
      writtenAt: z.string(),
    }),
  ),
});
const enrolled = z.object({
  id: z.string(),
  number: z.number(),
  token: z.string(),
  lockAfterDays: z.number(),
  representative: z.object({ name: z.string(), branch: nullableText }),
});
export type Enrolled = z.infer<typeof enrolled>;
const recovered = z.object({ recoveryKey: z.string() });
const pulse = z.object({ wiped: z.boolean(), locked: z.boolean(), lockAfterDays: z.number() });
const anything = z.unknown();

interface Ask {
  method?: 'GET' | 'POST' | 'PUT';
  body?: unknown;
  token?: string;
  timeout?: number;
}

/** The hub's own failures pass; what it says about a request stands. */
const PASSING = (status: number) => status >= 500 || status === 408;

async function ask<S extends z.ZodMiniType>(
  path: string,
  schema: S,
  { method = 'GET', body, token, timeout = TIMEOUT_MS }: Ask = {},
): Promise<z.infer<S>> {
  const isForm = body instanceof FormData;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(API + path, {
      method,
      credentials: token ? 'omit' : 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    answer = text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    // No network, an answer cut off, or a gate that answers with a page of its own.
    throw new Unreachable(path);
  }
  if (PASSING(response.status)) throw new Unreachable(path);
  if (!response.ok) {
    const { code, params } = (answer ?? {}) as { code?: string; params?: Record<string, unknown> };
    throw new Refusal(response.status, code ?? `http.${response.status}`, params);
  }
  const parsed = z.safeParse(schema, answer);
  if (!parsed.success) throw new Unreachable(path);
  return parsed.data;
}

/** Signs in on this phone once: the session is only needed for the phone's own token, and ended again. */
export async function enrol(
  email: string,
  password: string,
  device: { name: string; recoveryKey: string },
): Promise<Enrolled> {
  return signedIn(email, password, () => ask('/branch/devices', enrolled, { method: 'POST', body: device }));
}

/** @throws Refusal, Unreachable */
export async function recoveryKeyOf(email: string, password: string, deviceId: string): Promise<string> {
  const path = `/branch/devices/${deviceId}/recovery`;
  return (await signedIn(email, password, () => ask(path, recovered, { method: 'POST' }))).recoveryKey;
}

async function signedIn<T>(email: string, password: string, work: () => Promise<T>): Promise<T> {
  await ask('/auth/login', anything, { method: 'POST', body: { email, password } });
  try {
    return await work();
  } finally {
    await ask('/auth/logout', anything, { method: 'POST' }).catch(() => undefined);
  }
}

/** Whether this phone is to erase itself. Knows no key: it may be asked while the phone is locked. */
export async function pulseOf(deviceId: string): Promise<z.infer<typeof pulse>> {
  try {
    return await ask(`/branch/devices/${deviceId}/pulse`, pulse, { timeout: 10_000 });
  } catch (error) {
    // A hub that does not know the phone has nothing to say about it.
    if (error instanceof Refusal) throw new Unreachable(error.code);
    throw error;
  }
}

export async function sayErased(deviceId: string): Promise<void> {
  await ask(`/branch/devices/${deviceId}/erased`, anything, { method: 'PUT' });
}

/** The hub, asked with the phone's own token. */
export class HubApi extends Hub {
  constructor(
    private readonly token: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  async people(): Promise<Person[]> {
    const { data } = await ask('/branch/people', people, { token: this.token });
    return data.map(({ id, name, phone }) => ({ id, name: name ?? '', phone }));
  }

  async tasks(): Promise<Task[]> {
    return (await ask('/hand-overs/mine', tasks, { token: this.token })).data;
  }

  async missingPhotos(hashes: string[]): Promise<string[]> {
    const body = { hashes };
    return (await ask('/branch/photos/missing', missing, { method: 'POST', body, token: this.token }))
      .missing;
  }

  async sendPhoto(hash: string, photo: Blob): Promise<void> {
    const body = new FormData();
    body.append('file', photo, 'photo');
    const timeout = PHOTO_TIMEOUT_MS;
    await ask(`/branch/photos/${hash}`, anything, { method: 'PUT', body, timeout, token: this.token });
  }

  async send({ id, entry }: Item): Promise<{ clockIsOff: boolean }> {
    const sentAt = this.now().toISOString();
    const put = (path: string, body: unknown) =>
      ask(path, taken, { method: 'PUT', body, token: this.token }).then(({ clockIsOff = false }) => ({
        clockIsOff,
      }));
    if (entry.kind === 'person') {
      const { name, phone, id: personId } = entry.person;
      return put(`/branch/people/${personId}`, { id, name, phone, base: entry.base });
    }
    if (entry.kind === 'outcome') {
      const { outcome, note, photos, insists, at } = entry;
      return put(`/hand-overs/${entry.taskId}/outcome`, { id, outcome, note, photos, insists, at, sentAt });
    }
    return put(`/branch/intakes/${id}`, { ...entry, sentAt });
  }
}
