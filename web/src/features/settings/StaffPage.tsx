import { Button, Switch } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { PersonMark } from '../../components/PersonMark';
import { useStaff, useTeams } from '../../lib/queries';
import type { Staff } from '../../lib/schemas';
import { presenceOf } from '../inbox/actions/AssignModal';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { StaffForm } from './StaffForm';

export function StaffPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useStaff();
  const teams = useTeams();
  const [editing, setEditing] = useState<Staff | 'new' | null>(null);
  const [inactive, setInactive] = useState(false);
  const teamNames = (one: Staff) =>
    (teams.data ?? [])
      .filter((team) => one.teams.includes(team.id))
      .map((team) => team.name[language])
      .join(language === 'ar' ? '، ' : ', ');
  return (
    <PageFrame
      id="staff"
      action={
        <Button leftSection={<IconPlus size={17} />} onClick={() => setEditing('new')}>
          {t('settings.staff.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(staff) => (
          <>
            <Card flush>
              <ul className={classes.rows}>
                {staff
                  .filter((one) => one.active || inactive)
                  .map((one) => (
                    <li key={one.id} className={classes.row} data-off={!one.active || undefined}>
                      <PersonMark
                        name={one.name}
                        size={40}
                        {...(one.active ? { presence: presenceOf(one) } : {})}
                      />
                      <div className={classes.main}>
                        <strong>
                          <bdi>{one.name}</bdi>
                        </strong>
                        <span className={classes.quiet}>
                          <Code>{one.email}</Code>
                          {teamNames(one) && ` · ${teamNames(one)}`}
                          {one.branch && ` · ${one.branch}`}
                        </span>
                      </div>
                      {one.active && one.role !== 'representative' && (
                        <span className={classes.quiet}>
                          {one.routable
                            ? t('assign.load', { open: one.openConversations, capacity: one.capacity })
                            : t('settings.staff.notRouted')}
                        </span>
                      )}
                      <span
                        className={classes.tag}
                        data-tone={one.active && one.role === 'administrator' ? 'good' : undefined}
                      >
                        {one.active ? t(`roles.${one.role}`) : t('settings.staff.inactive')}
                      </span>
                      <Button
                        size="compact-sm"
                        variant="default"
                        leftSection={<IconPencil size={14} stroke={1.7} />}
                        onClick={() => setEditing(one)}
                        aria-label={t('settings.staff.editNamed', { name: one.name })}
                      >
                        {t('common.edit')}
                      </Button>
                    </li>
                  ))}
              </ul>
            </Card>
            {staff.some((one) => !one.active) && (
              <Switch
                checked={inactive}
                onChange={(event) => setInactive(event.currentTarget.checked)}
                label={t('settings.staff.showInactive')}
              />
            )}
          </>
        )}
      </Loaded>
      {editing && <StaffForm staff={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}
