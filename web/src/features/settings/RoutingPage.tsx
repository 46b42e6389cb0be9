import { ActionIcon, Button, Select, Switch, TagsInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconRoute, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { EmptyState } from '../../components/EmptyState';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import { newKey } from '../../lib/new-key';
import { useChannels, useTeams } from '../../lib/queries';
import type { ChannelType, RoutingRule, Team } from '../../lib/schemas';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { useSaving } from './use-saving';

/** A rule as it stands in the form; the key only keeps React's rows apart. */
type Row = RoutingRule & { key: string };

function RuleRow(props: {
  row: Row;
  first: boolean;
  last: boolean;
  teams: Team[];
  channels: ChannelType[];
  onChange: (change: Partial<RoutingRule>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { row, first, last, teams, channels, onChange, onMove, onRemove } = props;
  return (
    <li className={classes.rule}>
      <span className={classes.order}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          disabled={first}
          aria-label={t('settings.routing.up')}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          disabled={last}
          aria-label={t('settings.routing.down')}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={15} />
        </ActionIcon>
      </span>
      <Select
        aria-label={t('settings.routing.channel')}
        placeholder={t('settings.routing.anyChannel')}
        value={row.channel}
        onChange={(value) => onChange({ channel: value as ChannelType | null })}
        data={channels.map((value) => ({ value, label: t(`channels.${value}`) }))}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <TagsInput
        aria-label={t('settings.routing.keywords')}
        placeholder={row.keywords.length ? undefined : t('settings.routing.anyWords')}
        value={row.keywords}
        onChange={(keywords) => onChange({ keywords })}
        splitChars={[',', '،']}
        maxTags={200}
      />
      <Select
        aria-label={t('settings.routing.team')}
        placeholder={t('settings.routing.team')}
        value={row.teamId || null}
        onChange={(teamId) => onChange({ teamId: teamId ?? '' })}
        data={teams.map((team) => ({ value: team.id, label: team.name[language] }))}
        error={!row.teamId}
      />
      <Switch
        checked={row.active}
        onChange={(event) => onChange({ active: event.currentTarget.checked })}
        aria-label={t('settings.routing.active')}
      />
      <ActionIcon
        variant="subtle"
        color="red"
        size={34}
        aria-label={t('settings.routing.remove')}
        onClick={onRemove}
      >
        <IconTrash size={17} stroke={1.6} />
      </ActionIcon>
    </li>
  );
}

function RulesEditor({ rules, teams }: { rules: RoutingRule[]; teams: Team[] }) {
  const { t } = useTranslation();
  const accounts = useChannels();
  const [rows, setRows] = useState<Row[]>(() => rules.map((rule) => ({ ...rule, key: rule.id ?? newKey() })));
  const [changed, setChanged] = useState(false);
  const channels = [...new Set(accounts.data?.map((one) => one.channel) ?? [])];
  const save = useSaving({
    save: () => api.putRoutingRules(rows.map(({ key: _, ...rule }) => rule)),
    refresh: [keys.rules],
    onSaved: () => setChanged(false),
  });
  const edit = (make: (before: Row[]) => Row[]) => {
    setRows(make);
    setChanged(true);
  };
  const move = (index: number, by: 1 | -1) =>
    edit((before) => {
      const next = [...before];
      const [row] = next.splice(index, 1);
      if (row) next.splice(index + by, 0, row);
      return next;
    });
  return (
    <>
      <Card flush>
        {rows.length === 0 && (
          <EmptyState
            icon={IconRoute}
            title={t('settings.routing.none')}
            hint={t('settings.routing.noneHint')}
          />
        )}
        <ol className={classes.rows}>
          {rows.map((row, index) => (
            <RuleRow
              key={row.key}
              row={row}
              first={index === 0}
              last={index === rows.length - 1}
              teams={teams}
              channels={channels}
              onChange={(change) =>
                edit((before) => before.map((one) => (one.key === row.key ? { ...one, ...change } : one)))
              }
              onMove={(by) => move(index, by)}
              onRemove={() => edit((before) => before.filter((one) => one.key !== row.key))}
            />
          ))}
        </ol>
      </Card>
      <div className={classes.foot} style={{ justifyContent: 'space-between' }}>
        <Button
          variant="default"
          leftSection={<IconPlus size={17} />}
          onClick={() =>
            edit((before) => [
              ...before,
              { key: newKey(), channel: null, keywords: [], teamId: '', active: true },
            ])
          }
        >
          {t('settings.routing.add')}
        </Button>
        <Button
          disabled={!changed || rows.some((row) => !row.teamId)}
          loading={save.isPending}
          onClick={() => save.mutate(undefined)}
        >
          {t('settings.routing.save')}
        </Button>
      </div>
    </>
  );
}

export function RoutingPage() {
  const query = useQuery({ queryKey: keys.rules, queryFn: api.routingRules });
  const teams = useTeams();
  return (
    <PageFrame id="routing">
      <Loaded query={query}>
        {(rules) => (
          <Loaded query={teams}>
            {(all) => <RulesEditor key={JSON.stringify(rules)} rules={rules} teams={all} />}
          </Loaded>
        )}
      </Loaded>
    </PageFrame>
  );
}
