import { Button } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconClock,
  IconFlask,
  IconHelpCircle,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Code } from '../../../components/Code';
import { api } from '../../../lib/api';
import { useErrorNotice } from '../../../lib/error-text';
import type { ChannelType, Message } from '../../../lib/schemas';
import { useCan } from '../../auth/session';
import { forgetStates } from '../live/delivery-states';
import { applyMessage } from '../live/live-events';
import classes from './DeliveryState.module.css';

type Outbound = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'uncertain' | 'sandboxed';

const MARKS: Record<Outbound, Icon> = {
  queued: IconClock,
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  failed: IconAlertTriangle,
  uncertain: IconHelpCircle,
  sandboxed: IconFlask,
};

function Choices({ message }: { message: Message }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useErrorNotice();
  const resolve = useMutation({
    mutationFn: (resolution: 'resend' | 'sent') => api.resolveDelivery(message.id, resolution),
    onMutate: () => forgetStates(message.id),
    onSuccess: (changed) => applyMessage(client, changed),
    onError: showError,
  });
  return (
    <span className={classes.choices}>
      <Button
        size="compact-sm"
        variant="default"
        loading={resolve.isPending && resolve.variables === 'resend'}
        disabled={resolve.isPending}
        onClick={() => resolve.mutate('resend')}
      >
        {t('delivery.resend')}
      </Button>
      {message.status === 'uncertain' && (
        <Button
          size="compact-sm"
          variant="default"
          disabled={resolve.isPending}
          onClick={() => resolve.mutate('sent')}
        >
          {t('delivery.wasSent')}
        </Button>
      )}
    </span>
  );
}

/** The provider's code in words where we have them, else as it stands. */
function Reason({ error }: { error: NonNullable<Message['error']> }) {
  const { t, i18n } = useTranslation();
  const key = `delivery.reasons.${error.code.replaceAll('.', '_')}`;
  if (i18n.exists(key)) return <span>{t(key)}</span>;
  return (
    <span>
      {error.detail ? <bdi>{error.detail}</bdi> : null} <Code>({error.code})</Code>
    </span>
  );
}

interface Props {
  message: Message;
  channel: ChannelType;
}

/**
 * What became of a message of ours, in words and never by colour alone. A channel whose answers a person carries has
 * words of its own: a call back is not sent, it is to be made.
 */
export function DeliveryState({ message, channel }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  if (!message.status || message.status === 'received') return null;
  const Mark = MARKS[message.status];
  const asks = message.status === 'failed' || message.status === 'uncertain';
  return (
    <span className={classes.root} data-status={message.status}>
      <span className={classes.state}>
        <Mark size={15} stroke={1.8} aria-hidden />
        {t([`delivery.on.${channel}.${message.status}`, `delivery.${message.status}`])}
      </span>
      {message.status === 'failed' && message.error && <Reason error={message.error} />}
      {message.status === 'uncertain' && <span>{t('delivery.uncertainHint')}</span>}
      {asks && can('conversations.reply') && <Choices message={message} />}
    </span>
  );
}
