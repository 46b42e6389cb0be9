import { Button, Modal, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import { useTeams } from '../../lib/queries';
import { ROLES, type Role, type Staff } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import classes from './forms.module.css';
import { Secret } from './Secret';
import { useSaving } from './use-saving';

interface Values {
  name: string;
  email: string;
  role: Role;
  capacity: number;
  routable: boolean;
  active: boolean;
  branch: string;
  teamIds: string[];
}

const NEW: Values = {
  name: '',
  email: '',
  role: 'officer',
  capacity: 20,
  routable: true,
  active: true,
  branch: '',
  teamIds: [],
};

/** Adds somebody, whose temporary password is then shown once, or changes what they are and may take. */
export function StaffForm({ staff, onClose }: { staff: Staff | null; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const me = useSession().staff;
  const teams = useTeams();
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: staff ? { ...staff, branch: staff.branch ?? '', teamIds: staff.teams } : NEW,
    validate: {
      name: (value) => (value.trim() ? null : t('settings.staff.nameNeeded')),
      email: (value) => (staff || /^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('signIn.emailNeeded')),
    },
  });
  const [role, setRole] = useState(form.getValues().role);
  form.watch('role', ({ value }) => setRole(value));
  const isRepresentative = role === 'representative';
  const refresh = [keys.staff, keys.teams, keys.me];
  const create = useSaving({ save: api.addStaff, refresh, notice: null });
  const change = useSaving({
    save: (values: Values) => {
      const { name, role, capacity, routable, active, branch, teamIds } = values;
      const change = { name: name.trim(), role, capacity, routable, active, branch, teamIds };
      return api.changeStaff(staff!.id, change);
    },
    refresh,
    onSaved: onClose,
  });
  const submit = form.onSubmit((values) => {
    if (staff) return change.mutate(values);
    const { active: _, ...rest } = values;
    create.mutate({ ...rest, name: rest.name.trim(), email: rest.email.trim().toLowerCase() });
  });
  const title = staff ? t('settings.staff.edit') : t('settings.staff.add');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {create.data ? (
        <div className={classes.form}>
          <p style={{ margin: 0 }}>{t('settings.staff.temporary', { name: create.data.name })}</p>
          {create.data.temporaryPassword && <Secret value={create.data.temporaryPassword} />}
          <div className={classes.foot}>
            <Button onClick={onClose}>{t('common.done')}</Button>
          </div>
        </div>
      ) : (
        <form className={classes.form} onSubmit={submit} noValidate>
          <TextInput
            key={form.key('name')}
            label={t('settings.staff.name')}
            attributes={ownDirection}
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            key={form.key('email')}
            label={t('settings.staff.email')}
            type="email"
            dir="ltr"
            disabled={Boolean(staff)}
            {...form.getInputProps('email')}
          />
          <div className={classes.two}>
            <Select
              key={form.key('role')}
              label={t('settings.staff.role')}
              data={ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
              allowDeselect={false}
              disabled={staff?.id === me.id}
              {...form.getInputProps('role')}
            />
            {isRepresentative ? (
              <TextInput
                key={form.key('branch')}
                label={t('settings.staff.branch')}
                description={t('settings.staff.branchHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                attributes={ownDirection}
                maxLength={100}
                {...form.getInputProps('branch')}
              />
            ) : (
              <NumberInput
                key={form.key('capacity')}
                label={t('settings.staff.capacity')}
                min={0}
                max={1000}
                allowDecimal={false}
                {...form.getInputProps('capacity')}
              />
            )}
          </div>
          {isRepresentative && <p className={classes.hint}>{t('settings.staff.representativeHint')}</p>}
          {!isRepresentative && (
            <MultiSelect
              key={form.key('teamIds')}
              label={t('settings.staff.teams')}
              data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name[language] }))}
              {...form.getInputProps('teamIds')}
            />
          )}
          {!isRepresentative && (
            <Switch
              key={form.key('routable')}
              label={t('settings.staff.routable')}
              description={t('settings.staff.routableHint')}
              {...form.getInputProps('routable', { type: 'checkbox' })}
            />
          )}
          {staff && staff.id !== me.id && (
            <Switch
              key={form.key('active')}
              label={t('settings.staff.active')}
              description={t('settings.staff.activeHint')}
              {...form.getInputProps('active', { type: 'checkbox' })}
            />
          )}
          <div className={classes.foot}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending || change.isPending}>
              {staff ? t('common.save') : t('settings.staff.add')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
