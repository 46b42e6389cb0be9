import { ActionIcon, Button, NumberInput, TagsInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../components/ChannelMark';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import type { Settings } from '../../lib/schemas';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { LADDER_CHANNELS, LEAST_DAYS_TO_DECISION, LONGEST, moved, reminderDaysOf } from './request-settings';
import { useSaving } from './use-saving';

type Edit = (change: Partial<Settings>) => void;
type Part = { settings: Settings; edit: Edit };
type Amount = 'decisionNotBeforeDays' | 'decisionPromiseDays' | 'proofWithinHours';

function AmountInput({
  name,
  least,
  settings,
  edit,
  error,
}: Part & { name: Amount; least: number; error?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t(`settings.requests.${name}`)}
      description={t(`settings.requests.${name}Hint`)}
      error={error}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      min={least}
      max={LONGEST[name]}
      allowDecimal={false}
      value={settings[name]}
      onChange={(value) => edit({ [name]: Math.max(least, Number(value) || least) })}
    />
  );
}

function Answer({ settings, edit }: Part) {
  const { t } = useTranslation();
  const tooSoon = settings.decisionPromiseDays < settings.decisionNotBeforeDays;
  return (
    <Card title={t('settings.requests.answer')}>
      <div className={`${classes.form} ${classes.wide}`}>
        <div className={classes.two}>
          <AmountInput
            name="decisionNotBeforeDays"
            least={LEAST_DAYS_TO_DECISION}
            settings={settings}
            edit={edit}
          />
          <AmountInput
            name="decisionPromiseDays"
            least={LEAST_DAYS_TO_DECISION}
            settings={settings}
            edit={edit}
            error={tooSoon && t('settings.requests.promiseTooSoon')}
          />
        </div>
        <p className={classes.hint}>{t('settings.requests.fromNowOn')}</p>
      </div>
    </Card>
  );
}

function Reminders({ settings, edit }: Part) {
  const { t } = useTranslation();
  return (
    <Card title={t('settings.requests.papers')}>
      <TagsInput
        label={t('settings.requests.reminderDays')}
        description={t('settings.requests.reminderDaysHint')}
        placeholder={settings.reminderDays.length === 0 ? t('settings.requests.noReminders') : undefined}
        value={settings.reminderDays.map(String)}
        onChange={(words) => edit({ reminderDays: reminderDaysOf(words) })}
        maxTags={10}
        inputMode="numeric"
      />
    </Card>
  );
}

/** In which order the channels are tried; a channel that is left out is never climbed to. */
function Ladder({ settings, edit }: Part) {
  const { t } = useTranslation();
  const ladder = settings.noticeLadder;
  const out = LADDER_CHANNELS.filter((channel) => !ladder.includes(channel));
  return (
    <Card title={t('settings.requests.ladder')}>
      <div className={`${classes.form} ${classes.wide}`}>
        <p className={classes.hint}>{t('settings.requests.ladderHint')}</p>
        <ol className={classes.ladder}>
          {ladder.map((channel, index) => (
            <li key={channel} className={classes.rung}>
              <span className={classes.place}>{index + 1}</span>
              <ChannelMark channel={channel} />
              <span className={classes.main}>{t(`channels.${channel}`)}</span>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                disabled={index === 0}
                aria-label={t('settings.requests.up', { channel: t(`channels.${channel}`) })}
                onClick={() => edit({ noticeLadder: moved(ladder, index, -1) })}
              >
                <IconArrowUp size={17} stroke={1.6} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                disabled={index === ladder.length - 1}
                aria-label={t('settings.requests.down', { channel: t(`channels.${channel}`) })}
                onClick={() => edit({ noticeLadder: moved(ladder, index, 1) })}
              >
                <IconArrowDown size={17} stroke={1.6} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="red"
                size={36}
                disabled={ladder.length === 1}
                aria-label={t('settings.requests.leaveOut', { channel: t(`channels.${channel}`) })}
                onClick={() => edit({ noticeLadder: ladder.filter((one) => one !== channel) })}
              >
                <IconX size={17} stroke={1.6} />
              </ActionIcon>
            </li>
          ))}
        </ol>
        {out.length > 0 && (
          <div className={classes.chips}>
            {out.map((channel) => (
              <Button
                key={channel}
                variant="default"
                size="xs"
                leftSection={<IconPlus size={15} />}
                onClick={() => edit({ noticeLadder: [...ladder, channel] })}
              >
                {t(`channels.${channel}`)}
              </Button>
            ))}
          </div>
        )}
        <div className={classes.two}>
          <AmountInput name="proofWithinHours" least={1} settings={settings} edit={edit} />
        </div>
      </div>
    </Card>
  );
}

/** Whether it can be saved as it stands; the fields show which part cannot. */
const isSound = ({ decisionNotBeforeDays, decisionPromiseDays }: Settings) =>
  decisionPromiseDays >= decisionNotBeforeDays;

function RequestsEditor({ stored }: { stored: Settings }) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState(stored);
  const edit: Edit = (change) => setSettings((before) => ({ ...before, ...change }));
  const save = useSaving({ save: () => api.putSettings(settings), refresh: [keys.settings] });
  const changed = JSON.stringify(settings) !== JSON.stringify(stored);
  return (
    <>
      <Answer settings={settings} edit={edit} />
      <Reminders settings={settings} edit={edit} />
      <Ladder settings={settings} edit={edit} />
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

/** What is promised about support requests: when the answer comes, and how it is seen to arrive. */
export function RequestsPage() {
  const query = useQuery({ queryKey: keys.settings, queryFn: api.settings });
  return (
    <PageFrame id="requests">
      <Loaded query={query}>
        {(stored) => <RequestsEditor key={JSON.stringify(stored)} stored={stored} />}
      </Loaded>
    </PageFrame>
  );
}
