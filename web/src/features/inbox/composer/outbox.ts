/**
 * Replies and notes on their way to the hub. Kept in localStorage, each under the Idempotency-Key it is sent
 * with, so that a retry (even after the page was reloaded) can never send the same words twice.
 */
import { useSyncExternalStore } from 'react';
import type { ChosenTemplate, Message, Upload } from '../../../lib/schemas';
import { recall, remember } from '../../../lib/storage';

export interface OutboxEntry {
  key: string;
  /** Whose words these are: the next person at this computer must not see or send them. */
  staffId: string;
  conversationId: string;
  kind: 'reply' | 'note';
  text: string;
  attachments: Upload[];
  /** Sent as this template; `text` is then what it reads like. */
  template?: ChosenTemplate | null;
  state: 'sending' | 'failed';
  /** The code of the failure, for words. */
  error: string | null;
  /** What its words name. */
  errorParams?: Record<string, unknown>;
  startedAt: string;
}

const STORED = 'outbox';
const listeners = new Set<() => void>();

function restore(): OutboxEntry[] {
  try {
    const entries = JSON.parse(recall(STORED) ?? '[]') as OutboxEntry[];
    // Cut off by a reload: whether they arrived is unknown, and the same key makes asking again safe.
    return entries.map((entry) => ({ ...entry, state: 'failed', error: entry.error ?? 'network' }));
  } catch {
    return [];
  }
}

let entries: OutboxEntry[] = restore();

function change(next: OutboxEntry[]): void {
  entries = next;
  remember(STORED, next.length ? JSON.stringify(next) : null);
  for (const listener of listeners) listener();
}

export function enqueue(entry: OutboxEntry): void {
  change([...entries.filter((one) => one.key !== entry.key), entry]);
}

export function setFailed(key: string, error: string, errorParams: Record<string, unknown> = {}): void {
  change(entries.map((one) => (one.key === key ? { ...one, state: 'failed', error, errorParams } : one)));
}

export function settle(key: string): void {
  if (entries.some((one) => one.key === key)) change(entries.filter((one) => one.key !== key));
}

/** The socket may tell of our own message before the call that sent it is answered. */
export function settleByMessage(message: Message): void {
  if (message.author.kind !== 'staff' || message.automatic) return;
  const kind = message.direction === 'note' ? 'note' : 'reply';
  const match = entries.find(
    (one) =>
      one.state === 'sending' &&
      one.conversationId === message.conversationId &&
      one.kind === kind &&
      one.text.trim() === message.text.trim(),
  );
  if (match) settle(match.key);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What this person wrote in this conversation and is not yet known to have arrived. */
export function useOutbox(conversationId: string, staffId: string): OutboxEntry[] {
  const all = useSyncExternalStore(subscribe, () => entries);
  return all.filter((one) => one.conversationId === conversationId && one.staffId === staffId);
}
