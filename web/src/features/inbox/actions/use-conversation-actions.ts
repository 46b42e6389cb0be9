import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api';
import { useErrorNotice } from '../../../lib/error-text';
import { ApiError } from '../../../lib/http';
import { keys } from '../../../lib/keys';
import { useStaff } from '../../../lib/queries';
import type { Conversation } from '../../../lib/schemas';
import { useCan, useSession } from '../../auth/session';
import { applyConversation } from '../live/live-events';

export interface Assignment {
  assigneeId: string | null;
  teamId?: string;
  reason?: string;
}

/** Take, hand back, assign, refer, close, reopen: the answer is on the page before the socket tells it. */
export function useConversationActions(conversation: Conversation) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { staff: me } = useSession();
  const can = useCan();
  const staff = useStaff(can('staff.read'));
  const showError = useErrorNotice();
  const { id } = conversation;

  const settled = (changed: Conversation) => {
    applyConversation(client, changed, me.id);
    for (const key of [keys.counts, keys.audit(id), keys.staff])
      void client.invalidateQueries({ queryKey: key });
  };
  const onError = (error: unknown) => {
    if (!(error instanceof ApiError && error.code === 'conversation.already_taken')) return showError(error);
    const holder = String(error.params['assignee'] ?? '');
    const name = staff.data?.find((one) => one.id === holder)?.name ?? holder;
    notifications.show({
      message: name
        ? t('actions.alreadyTakenBy', { name: `\u2068${name}\u2069` })
        : t('actions.alreadyTaken'),
      withBorder: true,
    });
    void client.invalidateQueries({ queryKey: keys.conversation(id) });
    void client.invalidateQueries({ queryKey: keys.lists });
  };
  const assign = useMutation({
    mutationFn: (body: Assignment) => api.assign(id, body),
    onSuccess: settled,
    onError,
  });
  const status = useMutation({
    mutationFn: (to: 'open' | 'closed') => api.setStatus(id, to),
    onSuccess: settled,
    onError,
  });

  const mine = conversation.assignee?.id === me.id;
  const open = conversation.status === 'open';
  return {
    mine,
    pending: assign.isPending || status.isPending,
    canTake: can('conversations.take') && open && !mine && !conversation.assignee,
    canHandBack: can('conversations.take') && open && mine,
    canRefer:
      can('conversations.take') && open && (mine || !conversation.assignee || can('conversations.assign')),
    canAssign: can('conversations.assign') && open,
    canClose: can('conversations.close'),
    take: () => assign.mutate({ assigneeId: me.id }),
    handBack: () => assign.mutate({ assigneeId: null }),
    assign,
    toggleStatus: () => status.mutate(open ? 'closed' : 'open'),
  };
}
