import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { useStaff, useTeams } from '../../lib/queries';
import type { AuditLine } from '../../lib/schemas';
import { useCan } from '../auth/session';

/** Sets a name apart from the sentence's direction: FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE. */
const apart = (name: string) => `\u2068${name}\u2069`;

/** The reason that an officer wrote; a code of the hub's own is not one. */
export function writtenReason(line: AuditLine): string | null {
  const reason = line.data?.['reason'];
  return typeof reason === 'string' && !/^[a-z_]+$/.test(reason) ? reason : null;
}

/** Says one audit line as a sentence. An action this page does not know yet is shown by its name. */
export function useAuditWords(): (line: AuditLine) => string {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  const can = useCan();
  const staff = useStaff(can('staff.read'));
  const teams = useTeams();
  return useCallback(
    (line) => {
      const data = line.data ?? {};
      const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : null);
      const who =
        line.actor.kind === 'hub' ? t('audit.hub') : (line.actor.name ?? t(`audit.${line.actor.kind}`));
      const toId = text('assigneeId') ?? text('to');
      const officer = text('assigneeName') ?? staff.data?.find((one) => one.id === toId)?.name;
      const team = teams.data?.find((one) => one.id === text('teamId'))?.name[language];
      const target = officer ?? team;
      const took = line.action === 'conversation.assigned' && line.actor.id && line.actor.id === toId;
      const base = `audit.actions.${took ? 'conversation.taken' : line.action}`;
      const outcome = text('outcome');
      const tracking = text('trackingNumber');
      const told = outcome && `${base}_${outcome}${tracking ? '_tracked' : ''}`;
      if (told && i18n.exists(told)) return t(told, { who: apart(who), tracking: apart(tracking ?? '') });
      if (outcome && i18n.exists(`${base}_${outcome}`)) return t(`${base}_${outcome}`, { who: apart(who) });
      const key = target && i18n.exists(`${base}_to`) ? `${base}_to` : base;
      if (!i18n.exists(key)) return `${apart(who)}: ${line.action}`;
      return t(key, { who: apart(who), target: target ? apart(target) : '' });
    },
    [t, i18n, language, staff.data, teams.data],
  );
}
