import { Button, Modal, MultiSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPencil, IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { EmptyState } from '../../components/EmptyState';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import { useStaff, useTeams } from '../../lib/queries';
import type { Team } from '../../lib/schemas';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { useSaving } from './use-saving';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A short name from the English one: "Social research" is social-research. */
const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);

function TeamForm({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useTranslation();
  const staff = useStaff();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      ar: team?.name.ar ?? '',
      en: team?.name.en ?? '',
      members: team?.members ?? [],
      isDefault: team?.isDefault ?? false,
    },
    validate: {
      ar: (value) => (value.trim() ? null : t('settings.teams.nameNeeded')),
      en: (value) =>
        !value.trim()
          ? t('settings.teams.nameNeeded')
          : team || SLUG.test(slugOf(value))
            ? null
            : t('settings.teams.latinNeeded'),
    },
  });
  const save = useSaving({
    save: (values: typeof form.values) => {
      const body = {
        name: { ar: values.ar.trim(), en: values.en.trim() },
        members: values.members,
        ...(values.isDefault && !team?.isDefault ? { isDefault: true as const } : {}),
      };
      return team ? api.changeTeam(team.id, body) : api.addTeam({ ...body, slug: slugOf(values.en) });
    },
    refresh: [keys.teams, keys.staff],
    onSaved: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(team ? 'settings.teams.edit' : 'settings.teams.add')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={classes.form} onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <TextInput
          key={form.key('ar')}
          label={t('settings.teams.nameAr')}
          dir="rtl"
          maxLength={200}
          data-autofocus
          {...form.getInputProps('ar')}
        />
        <TextInput
          key={form.key('en')}
          label={t('settings.teams.nameEn')}
          dir="ltr"
          maxLength={200}
          {...form.getInputProps('en')}
        />
        <MultiSelect
          key={form.key('members')}
          label={t('settings.teams.members')}
          searchable
          data={(staff.data ?? [])
            .filter((one) => one.active || team?.members.includes(one.id))
            .map((one) => ({ value: one.id, label: one.name }))}
          {...form.getInputProps('members')}
        />
        <Switch
          key={form.key('isDefault')}
          label={t('settings.teams.default')}
          description={t('settings.teams.defaultHint')}
          disabled={team?.isDefault}
          {...form.getInputProps('isDefault', { type: 'checkbox' })}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function TeamsPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useTeams();
  const staff = useStaff();
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const names = (team: Team) =>
    (staff.data ?? [])
      .filter((one) => team.members.includes(one.id))
      .map((one) => one.name)
      .join(language === 'ar' ? '، ' : ', ');
  return (
    <PageFrame
      id="teams"
      action={
        <Button leftSection={<IconPlus size={17} />} onClick={() => setEditing('new')}>
          {t('settings.teams.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(teams) => (
          <Card flush>
            {teams.length === 0 && (
              <EmptyState
                icon={IconUsersGroup}
                title={t('settings.teams.none')}
                hint={t('settings.teams.noneHint')}
              />
            )}
            <ul className={classes.rows}>
              {teams.map((team) => (
                <li key={team.id} className={classes.row}>
                  <div className={classes.main}>
                    <strong>{team.name[language]}</strong>
                    <span className={classes.quiet}>{names(team) || t('settings.teams.nobody')}</span>
                  </div>
                  {team.isDefault && (
                    <span className={classes.tag} data-tone="good">
                      {t('settings.teams.default')}
                    </span>
                  )}
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconPencil size={14} stroke={1.7} />}
                    onClick={() => setEditing(team)}
                    aria-label={t('settings.teams.editNamed', { name: team.name[language] })}
                  >
                    {t('common.edit')}
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
      {editing && <TeamForm team={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}
