import { Button, CloseButton, Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Code } from '../../components/Code';
import type { CallInput } from '../../lib/api';
import { keys } from '../../lib/keys';
import { conversationOfCall, searchDigits } from './callers';
import { findByNumber } from './find-by-number';
import classes from './SavedCall.module.css';

const LOOK_EVERY = 700;
const LOOK_FOR = 15_000;

/** The conversation appears a moment after the call was taken in; `late` when that moment has become long. */
function useConversationOf(call: CallInput) {
  const [savedAt] = useState(() => Date.now());
  const digits = searchDigits(call.number);
  const query = useQuery({
    queryKey: keys.loggedCall(call.id),
    queryFn: async ({ signal }) =>
      conversationOfCall(await findByNumber(digits, 'phone', signal), digits, call.at),
    refetchInterval: ({ state }) => !state.data && Date.now() - savedAt < LOOK_FOR && LOOK_EVERY,
    retry: false,
  });
  const lookedAt = Math.max(query.dataUpdatedAt, query.errorUpdatedAt);
  return { conversation: query.data ?? null, late: lookedAt - savedAt >= LOOK_FOR };
}

/** A calm confirmation, with the reference to read out: no receipt is sent to somebody who is on the phone. */
export function SavedCall({ call, onClose }: { call: CallInput; onClose: () => void }) {
  const { t } = useTranslation();
  const { conversation, late } = useConversationOf(call);
  return (
    <section className={classes.root} role="status" aria-label={t('calls.saved.title')}>
      <div className={classes.head}>
        <IconCircleCheck size={20} stroke={1.7} aria-hidden />
        <strong>{t('calls.saved.title')}</strong>
        <CloseButton size={40} aria-label={t('common.close')} onClick={onClose} />
      </div>
      {conversation ? (
        <div className={classes.body}>
          <p className={classes.words}>{t('calls.saved.reference')}</p>
          <p className={classes.reference}>
            <Code>{conversation.reference}</Code>
          </p>
          {call.direction === 'answered' && <p className={classes.words}>{t('calls.saved.readOut')}</p>}
          <Button
            component={Link}
            to={`/inbox/all/${conversation.id}`}
            variant="light"
            size="md"
            className={classes.open}
          >
            {t('calls.saved.open')}
          </Button>
        </div>
      ) : late ? (
        <p className={classes.words}>{t('calls.saved.later')}</p>
      ) : (
        <p className={classes.words}>
          <Loader size={14} /> {t('calls.saved.waiting')}
        </p>
      )}
    </section>
  );
}
