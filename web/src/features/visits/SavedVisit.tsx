import { Button, CloseButton, Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Code } from '../../components/Code';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import type { Conversation } from '../../lib/schemas';
import classes from '../calls/SavedCall.module.css';
import type { Logged } from './LogVisit';

const LOOK_EVERY = 700;
const LOOK_FOR = 15_000;
/** Two clocks never agree; one person's two visits so close together are one conversation anyway. */
const CLOCKS_APART = 120_000;

async function conversationOf({ address, visit }: Logged, signal: AbortSignal): Promise<Conversation | null> {
  const filters = { view: 'all', status: 'all', channel: 'interview', team: null, q: address } as const;
  const { data } = await api.conversations(filters, null, signal);
  const since = Date.parse(visit.at) - CLOCKS_APART;
  const heard = ({ contactPoint, lastInboundAt }: Conversation) =>
    contactPoint.address === address && lastInboundAt !== null && Date.parse(lastInboundAt) >= since;
  return data.find(heard) ?? null;
}

/** The conversation appears a moment after the visit was taken in; `late` when that moment has become long. */
function useConversationOf(logged: Logged) {
  const [savedAt] = useState(() => Date.now());
  const query = useQuery({
    queryKey: keys.loggedVisit(logged.visit.id),
    queryFn: ({ signal }) => conversationOf(logged, signal),
    refetchInterval: ({ state }) => !state.data && Date.now() - savedAt < LOOK_FOR && LOOK_EVERY,
    retry: false,
  });
  const lookedAt = Math.max(query.dataUpdatedAt, query.errorUpdatedAt);
  return { conversation: query.data ?? null, late: lookedAt - savedAt >= LOOK_FOR };
}

/** A calm confirmation, with the reference to give to the visitor: nothing is sent to somebody who is here. */
export function SavedVisit({ logged, onClose }: { logged: Logged; onClose: () => void }) {
  const { t } = useTranslation();
  const { conversation, late } = useConversationOf(logged);
  return (
    <section className={classes.root} role="status" aria-label={t('visits.saved.title')}>
      <div className={classes.head}>
        <IconCircleCheck size={20} stroke={1.7} aria-hidden />
        <strong>{t(logged.visit.answer ? 'visits.saved.answered' : 'visits.saved.title')}</strong>
        <CloseButton size={40} aria-label={t('common.close')} onClick={onClose} />
      </div>
      {conversation ? (
        <div className={classes.body}>
          <p className={classes.words}>{t('visits.saved.reference')}</p>
          <p className={classes.reference}>
            <Code>{conversation.reference}</Code>
          </p>
          <p className={classes.words}>{t('visits.saved.give')}</p>
          <Button
            component={Link}
            to={`/inbox/all/${conversation.id}`}
            variant="light"
            size="md"
            className={classes.open}
          >
            {t('visits.saved.open')}
          </Button>
        </div>
      ) : late ? (
        <p className={classes.words}>{t('visits.saved.later')}</p>
      ) : (
        <p className={classes.words}>
          <Loader size={14} /> {t('visits.saved.waiting')}
        </p>
      )}
    </section>
  );
}
