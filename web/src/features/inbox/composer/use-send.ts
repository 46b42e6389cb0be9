import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../../../lib/api';
import { ApiError } from '../../../lib/http';
import { applyMessage } from '../live/live-events';
import { enqueue, type OutboxEntry, setFailed, settle } from './outbox';

const deliverToHub = (entry: OutboxEntry) =>
  entry.kind === 'note'
    ? api.note(entry.conversationId, entry.key, entry.text)
    : api.reply(entry.conversationId, entry.key, {
        text: entry.text,
        ...(entry.attachments.length ? { attachments: entry.attachments.map((one) => one.id) } : {}),
      });

/** Sends, or sends again under the same key. The words stay in the outbox until the hub has them. */
export function useSend(): (entry: OutboxEntry) => void {
  const client = useQueryClient();
  return useCallback(
    (entry) => {
      enqueue({ ...entry, state: 'sending', error: null });
      deliverToHub(entry).then(
        (message) => {
          settle(entry.key);
          applyMessage(client, message);
        },
        (error: unknown) => setFailed(entry.key, error instanceof ApiError ? error.code : 'unexpected'),
      );
    },
    [client],
  );
}
