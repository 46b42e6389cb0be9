import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import type { ChannelLink } from '../../lib/schemas';
import { useCan } from '../auth/session';

/** While these last the next may come at any moment; the live event says so, unless the connection is gone. */
const PASSING = new Set(['starting', 'code', 'linking', 'disconnected']);
const LOOK_AGAIN_MS = 5_000;

/** The accounts that work through a phone; nothing for those who may not link one. */
export function useLinks() {
  const can = useCan();
  return useQuery({
    queryKey: keys.links,
    queryFn: api.links,
    enabled: can('settings.write'),
    staleTime: 10_000,
    refetchInterval: ({ state }) =>
      state.data?.some((one) => PASSING.has(one.state)) ? LOOK_AGAIN_MS : false,
  });
}

/** Why a link stands as it does; null where there is nothing to tell. */
export function useReason(): (link: ChannelLink) => string | null {
  const { t, i18n } = useTranslation();
  return ({ reason }) => {
    if (!reason) return null;
    const key = `links.reasons.${reason}`;
    return i18n.exists(key) ? t(key) : t('links.reasons.other', { reason });
  };
}

/** Whether administrators have to know, wherever they are: people cannot be reached on it, and were before. */
export function isAlarming({ state, reason, number }: ChannelLink): boolean {
  if (state === 'logged_out' || state === 'unable') return true;
  if (number === null) return false;
  return state === 'disconnected' || (state === 'unlinked' && reason !== 'unlinked_here');
}
