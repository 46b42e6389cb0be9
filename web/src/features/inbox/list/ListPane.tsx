import { ActionIcon, Indicator, Popover, Select, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { ConnectionState } from '../../../app/ConnectionState';
import { useLanguage } from '../../../app/i18n';
import { ProfileMenu } from '../../../app/ProfileMenu';
import { useChannels, useCounts, useTeams } from '../../../lib/queries';
import type { ChannelType } from '../../../lib/schemas';
import { useCan } from '../../auth/session';
import { STATUSES, useFilters, VIEWS } from '../filters';
import { ConversationList } from './ConversationList';
import classes from './ListPane.module.css';
import { SearchField } from './SearchField';

const CAP = 1000;

function ViewTabs({ suffix }: { suffix: string }) {
  const { t } = useTranslation();
  const { data: counts } = useCounts();
  return (
    <nav className={classes.views} aria-label={t('inbox.viewsLabel')}>
      {VIEWS.map((view) => (
        <NavLink key={view} to={`/inbox/${view}${suffix}`} className={classes.view}>
          {t(`inbox.views.${view}`)}
          <span className={classes.count}>
            {counts && (counts[view] >= CAP ? `${CAP.toLocaleString('en')}+` : counts[view])}
          </span>
        </NavLink>
      ))}
    </nav>
  );
}

function FilterMenu() {
  const { t } = useTranslation();
  const language = useLanguage();
  const can = useCan();
  const { filters, change } = useFilters();
  const channels = useChannels(can('settings.read'));
  const teams = useTeams();
  const known = [...new Set(channels.data?.map((one) => one.channel) ?? ['sms', 'email', 'website'])];
  const active = filters.channel || filters.team || filters.status !== 'open';
  return (
    <Popover position="bottom-end" shadow="md" width={260} trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t('inbox.filters')}>
          <Indicator disabled={!active} size={9} offset={4}>
            <ActionIcon variant="default" size={38} aria-label={t('inbox.filters')}>
              <IconAdjustmentsHorizontal size={18} stroke={1.6} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.filters}>
        <Select
          label={t('inbox.status')}
          value={filters.status}
          onChange={(status) => change({ status: (status as typeof filters.status) ?? 'open' })}
          data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
        />
        <Select
          label={t('inbox.channel')}
          placeholder={t('inbox.anyChannel')}
          value={filters.channel}
          onChange={(channel) => change({ channel: channel as ChannelType | null })}
          data={known.map((value) => ({ value, label: t(`channels.${value}`) }))}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          comboboxProps={{ withinPortal: false }}
        />
        <Select
          label={t('inbox.team')}
          placeholder={t('inbox.anyTeam')}
          value={filters.team}
          onChange={(team) => change({ team })}
          data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name[language] }))}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          comboboxProps={{ withinPortal: false }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Navigation and list: views with counts, search, filters, conversations. */
export function ListPane({ openId, onHelp }: { openId: string | null; onHelp: () => void }) {
  const { t } = useTranslation();
  const { filters, change, narrowed, suffix } = useFilters();
  return (
    <section className={classes.pane} aria-label={t('nav.inbox')}>
      <header className={classes.head}>
        <div className={classes.titleLine}>
          <h1 className={classes.title}>{t('nav.inbox')}</h1>
          <span className={classes.phoneOnly}>
            <ConnectionState />
            <ProfileMenu />
          </span>
          <Tooltip label={t('shortcuts.title')}>
            <ActionIcon
              className={classes.deskOnly}
              variant="subtle"
              color="gray"
              size={34}
              aria-label={t('shortcuts.title')}
              onClick={onHelp}
            >
              <IconKeyboard size={19} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
        <div className={classes.searchLine}>
          <SearchField value={filters.q} onChange={(q) => change({ q })} />
          <FilterMenu />
        </div>
        <ViewTabs suffix={suffix} />
      </header>
      <ConversationList
        key={JSON.stringify(filters)}
        filters={filters}
        narrowed={narrowed}
        openId={openId}
        suffix={suffix}
        onClearFilters={() => change({ status: 'open', channel: null, team: null, q: '' })}
      />
    </section>
  );
}
