import { CloseButton, Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Code } from '../../components/Code';
import { api, type LetterInput } from '../../lib/api';
import { keys } from '../../lib/keys';
import classes from './LogLetter.module.css';

const LOOK_EVERY = 700;
const LOOK_FOR = 15_000;

/** A calm confirmation, with the reference to write on the paper before it is filed. */
export function SavedLetter({ letter, onClose }: { letter: LetterInput; onClose: () => void }) {
  const { t } = useTranslation();
  const [savedAt] = useState(() => Date.now());
  const { name } = letter.sender;
  const query = useQuery({
    queryKey: keys.loggedLetter(letter.id),
    queryFn: async ({ signal }) => {
      const filters = { view: 'all', status: 'all', channel: 'letter', team: null, q: name } as const;
      const { data } = await api.conversations(filters, null, signal);
      return data.find(({ contactPoint }) => contactPoint.address.startsWith(name)) ?? null;
    },
    refetchInterval: ({ state }) => !state.data && Date.now() - savedAt < LOOK_FOR && LOOK_EVERY,
    retry: false,
  });
  const conversation = query.data ?? null;
  return (
    <section className={classes.saved} role="status" aria-label={t('letters.saved.title')}>
      <IconCircleCheck size={20} stroke={1.7} aria-hidden />
      <strong>{t('letters.saved.title')}</strong>
      <CloseButton size={40} aria-label={t('common.close')} onClick={onClose} />
      {conversation ? (
        <p>
          <span>{t('letters.saved.reference')}</span>
          <Code>{conversation.reference}</Code>
          <Link to={`/inbox/all/${conversation.id}`}>{t('calls.saved.open')}</Link>
        </p>
      ) : (
        <p>
          <Loader size={14} /> {t('letters.saved.waiting')}
        </p>
      )}
    </section>
  );
}
