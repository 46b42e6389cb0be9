import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../../../lib/api';
import { ApiError } from '../../../lib/http';
import { keys } from '../../../lib/keys';
import { applyMessage } from '../live/live-events';
import { enqueue, type OutboxEntry, setFailed, settle } from './outbox';

function deliverToHub({ conversationId, key, kind, text, template, attachments }: OutboxEntry) {
  if (kind === 'note') return api.note(conversationId, key, text);
  // The same body under the same key, however often it is tried.
  if (template) return api.reply(conversationId, key, { template });
  return api.reply(conversationId, key, {
    text,
    ...(attachments.length ? { attachments: attachments.map((one) => one.id) } : {}),
  });
}

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
        (error: unknown) => {
          const { code, params } = error instanceof ApiError ? error : new ApiError(0, 'unexpected');
          setFailed(entry.key, code, params);
          // What this page thought could be sent is no longer so.
          if (code.startsWith('template.')) void client.invalidateQueries({ queryKey: keys.templates });
          if (code === 'message.window_closed') {
            void client.invalidateQueries({ queryKey: keys.conversation(entry.conversationId) });
          }
        },
      );
    },
    [client],
  );
}
