import { ActionIcon, Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { api } from '../../lib/api';
import { hijriDay } from '../../lib/dates';
import { keys } from '../../lib/keys';
import { type Settings, WEEKDAYS } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { useSaving } from './use-saving';

const USUAL = { from: '08:00', to: '16:00' };
type Edit = (change: Partial<Settings>) => void;

function WeekHours({ settings, edit }: { settings: Settings; edit: Edit }) {
  const { t } = useTranslation();
  return (
    <Card title={t('settings.hours.week')}>
      {WEEKDAYS.map((day) => {
        const hours = settings.workingHours[day];
        const set = (value: typeof hours) =>
          edit({ workingHours: { ...settings.workingHours, [day]: value } });
        return (
          <div key={day} className={classes.day}>
            <span>{t(`weekdays.${day}`)}</span>
            <Switch
              checked={hours !== null}
              onChange={(event) => set(event.currentTarget.checked ? USUAL : null)}
              label={t(hours ? 'settings.hours.open' : 'settings.hours.closed')}
              aria-label={t('settings.hours.opensOn', { day: t(`weekdays.${day}`) })}
            />
            {hours && (
              <span className={classes.times}>
                <TextInput
                  type="time"
                  dir="ltr"
                  aria-label={t('settings.hours.from')}
                  value={hours.from}
                  onChange={(event) => set({ ...hours, from: event.currentTarget.value })}
                />
                <span>{t('settings.hours.to')}</span>
                <TextInput
                  type="time"
                  dir="ltr"
                  aria-label={t('settings.hours.to')}
                  value={hours.to}
                  onChange={(event) => set({ ...hours, to: event.currentTarget.value })}
                  error={hours.to <= hours.from}
                />
              </span>
            )}
          </div>
        );
      })}
    </Card>
  );
}

function Holidays({ settings, edit }: { settings: Settings; edit: Edit }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { holidays } = settings;
  const change = (index: number, part: Partial<Settings['holidays'][number]>) =>
    edit({ holidays: holidays.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Card title={t('settings.hours.holidays')}>
      <div className={`${classes.form} ${classes.wide}`}>
        {holidays.length === 0 && <p className={classes.hint}>{t('settings.hours.noHolidays')}</p>}
        {holidays.map((holiday, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own until it is filled in
          <div key={index} className={classes.holiday}>
            <TextInput
              type="date"
              dir="ltr"
              aria-label={t('settings.hours.day')}
              value={holiday.day}
              description={holiday.day ? hijriDay(`${holiday.day}T09:00:00Z`, language) : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={holidays.some((one, at) => at < index && one.day === holiday.day && holiday.day !== '')}
              onChange={(event) => change(index, { day: event.currentTarget.value })}
            />
            <TextInput
              attributes={ownDirection}
              aria-label={t('settings.hours.holidayName')}
              placeholder={t('settings.hours.holidayName')}
              value={holiday.name}
              maxLength={200}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size={36}
              aria-label={t('settings.hours.removeHoliday')}
              onClick={() => edit({ holidays: holidays.filter((_, at) => at !== index) })}
            >
              <IconTrash size={17} stroke={1.6} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={17} />}
            onClick={() => edit({ holidays: [...holidays, { day: '', name: '' }] })}
          >
            {t('settings.hours.addHoliday')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Promises({ settings, edit }: { settings: Settings; edit: Edit }) {
  const { t } = useTranslation();
  const number = (value: string | number, least: number) => Math.max(least, Number(value) || least);
  return (
    <Card title={t('settings.hours.promises')}>
      <div className={`${classes.form} ${classes.wide}`}>
        <div className={classes.two}>
          <TextInput
            label={t('settings.hours.organisationAr')}
            dir="rtl"
            value={settings.organisationName.ar}
            onChange={(event) =>
              edit({ organisationName: { ...settings.organisationName, ar: event.currentTarget.value } })
            }
          />
          <TextInput
            label={t('settings.hours.organisationEn')}
            dir="ltr"
            value={settings.organisationName.en}
            onChange={(event) =>
              edit({ organisationName: { ...settings.organisationName, en: event.currentTarget.value } })
            }
          />
          <NumberInput
            label={t('settings.hours.answerWithin')}
            description={t('settings.hours.answerWithinHint')}
            min={1}
            max={1000}
            allowDecimal={false}
            value={settings.answerWithinHours}
            onChange={(value) => edit({ answerWithinHours: number(value, 1) })}
          />
          <NumberInput
            label={t('settings.hours.reopenWindow')}
            description={t('settings.hours.reopenWindowHint')}
            min={0}
            max={8760}
            allowDecimal={false}
            value={settings.reopenWindowHours}
            onChange={(value) => edit({ reopenWindowHours: number(value, 0) })}
          />
        </div>
      </div>
    </Card>
  );
}

/** Whether it can be saved as it stands; the fields show which part cannot. */
function isSound({ workingHours, holidays, organisationName }: Settings): boolean {
  const hoursSound = WEEKDAYS.every((day) => {
    const hours = workingHours[day];
    return hours === null || (hours.from !== '' && hours.from < hours.to);
  });
  const days = holidays.map((one) => one.day);
  return (
    hoursSound &&
    new Set(days).size === days.length &&
    holidays.every((one) => one.day && one.name.trim()) &&
    organisationName.ar.trim() !== '' &&
    organisationName.en.trim() !== ''
  );
}

function HoursEditor({ stored }: { stored: Settings }) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState(stored);
  const edit: Edit = (change) => setSettings((before) => ({ ...before, ...change }));
  const save = useSaving({
    save: () =>
      api.putSettings({
        ...settings,
        holidays: [...settings.holidays].sort((a, b) => a.day.localeCompare(b.day)),
      }),
    refresh: [keys.settings],
  });
  const changed = JSON.stringify(settings) !== JSON.stringify(stored);
  return (
    <>
      <WeekHours settings={settings} edit={edit} />
      <Holidays settings={settings} edit={edit} />
      <Promises settings={settings} edit={edit} />
      <div className={classes.foot}>
        <Button
          disabled={!changed || !isSound(settings)}
          loading={save.isPending}
          onClick={() => save.mutate(undefined)}
        >
          {t('common.save')}
        </Button>
      </div>
    </>
  );
}

export function HoursPage() {
  const query = useQuery({ queryKey: keys.settings, queryFn: api.settings });
  return (
    <PageFrame id="hours">
      <Loaded query={query}>
        {(stored) => <HoursEditor key={JSON.stringify(stored)} stored={stored} />}
      </Loaded>
    </PageFrame>
  );
}
