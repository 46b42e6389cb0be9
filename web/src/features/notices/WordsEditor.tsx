import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { dateAndTime } from '../../lib/dates';
import { CHANNELS, type Language } from '../../lib/schemas';
import { useCan, useSession } from '../auth/session';
import { Card } from '../settings/PageFrame';
import { useSaving } from '../settings/use-saving';
import { noticeKeys, noticesApi, type TemplatePlace, type TemplateWords } from './api';
import classes from './notices.module.css';
import { Previews } from './Previews';
import type { Template, TemplateKind, Templates } from './schemas';
import { Versions } from './Versions';
import { LANGUAGES, wordsAt } from './WordsPage';

const NO_WAY_BACK = ['help_request', 'volunteering'];
const EVERY = 'every';

/** One kind's words in a language, for every channel or for one of them. */
export function WordsEditor({
  kind,
  templates,
  onClose,
}: {
  kind: TemplateKind;
  templates: Templates;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<TemplatePlace>({ kind, channel: null, language: 'ar' });
  const { open, inForce } = wordsAt(templates, place);
  return (
    <Card title={t(`notices.kinds.${kind}`)}>
      <div className={classes.fields}>
        <p className={classes.quiet}>{t(`notices.kindHints.${kind}`)}</p>
        <div className={classes.acts}>
          <SegmentedControl
            aria-label={t('notices.words.language')}
            value={place.language}
            onChange={(language) => setPlace({ ...place, language: language as Language })}
            data={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
          />
          <Select
            aria-label={t('notices.words.channel')}
            allowDeselect={false}
            value={place.channel ?? EVERY}
            onChange={(value) => setPlace({ ...place, channel: value === EVERY ? null : value })}
            data={[
              { value: EVERY, label: t('notices.words.every') },
              ...CHANNELS.filter((channel) => !NO_WAY_BACK.includes(channel)).map((value) => ({
                value,
                label: t(`channels.${value}`),
              })),
            ]}
          />
        </div>
        <Status open={open} inForce={inForce} />
        <Fields key={JSON.stringify([place, open?.id, open?.editedAt])} place={place} templates={templates} />
        <Versions place={place} />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.done')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Status({ open, inForce }: { open: Template | null; inForce: Template | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <p className={classes.quiet}>
      {inForce
        ? t('notices.words.inForce', {
            version: inForce.version,
            writer: inForce.editedBy.name,
            approver: inForce.approvedBy?.name ?? '',
          })
        : t('notices.words.builtInForce')}
      {open && (
        <>
          <br />
          {t(`notices.words.open.${open.state}`, {
            writer: open.editedBy.name,
            at: dateAndTime(open.editedAt, language),
          })}
        </>
      )}
    </p>
  );
}

function Fields({ place, templates }: { place: TemplatePlace; templates: Templates }) {
  const { t } = useTranslation();
  const { open, inForce, builtIn } = wordsAt(templates, place);
  const from = open ?? inForce;
  const variables = templates.kinds.find(({ kind }) => kind === place.kind)?.variables ?? [];
  const [words, setWords] = useState<TemplateWords>({
    subject: from?.subject ?? null,
    body: from?.body ?? builtIn,
    networkName: from?.networkName ?? null,
    networkLanguage: from?.networkLanguage ?? null,
    networkVariables: from?.networkVariables ?? [],
  });
  const [shown] = useDebouncedValue(words, 300);
  const body = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<TemplateWords>) => setWords((now) => ({ ...now, ...part }));
  const insert = (name: string) => {
    const field = body.current;
    const at = field?.selectionStart ?? words.body.length;
    const end = field?.selectionEnd ?? at;
    change({ body: `${words.body.slice(0, at)}{${name}}${words.body.slice(end)}` });
    field?.focus();
  };
  const dirty = from === null ? words.body !== builtIn : isChanged(from, words);
  return (
    <div className={classes.editor}>
      <div className={classes.fields}>
        <TextInput
          label={t('notices.words.subject')}
          description={t('notices.words.subjectHint')}
          dir="auto"
          maxLength={200}
          value={words.subject ?? ''}
          onChange={(event) => change({ subject: event.currentTarget.value || null })}
        />
        <Textarea
          ref={body}
          label={t('notices.words.body')}
          dir="auto"
          autosize
          minRows={6}
          maxLength={4000}
          value={words.body}
          onChange={(event) => change({ body: event.currentTarget.value })}
        />
        <div>
          <p className={classes.quiet}>{t('notices.words.variables')}</p>
          <div className={classes.variables}>
            {variables.map((name) => (
              <button key={name} type="button" className={classes.variable} onClick={() => insert(name)}>
                {t(`notices.variables.${name}`)}
              </button>
            ))}
          </div>
        </div>
        <Network words={words} variables={variables} onChange={change} />
        <Acts place={place} words={words} dirty={dirty} open={open} inForce={inForce} />
      </div>
      <Previews kind={place.kind} language={place.language} words={shown} />
    </div>
  );
}

/** WhatsApp's own template for these words: needed outside its 24 hours. */
function Network({
  words,
  variables,
  onChange,
}: {
  words: TemplateWords;
  variables: string[];
  onChange: (part: Partial<TemplateWords>) => void;
}) {
  const { t } = useTranslation();
  const list = words.networkVariables;
  return (
    <>
      <TextInput
        label={t('notices.words.network')}
        description={t('notices.words.networkHint')}
        dir="ltr"
        maxLength={512}
        value={words.networkName ?? ''}
        onChange={(event) => onChange({ networkName: event.currentTarget.value.trim() || null })}
      />
      {words.networkName && (
        <>
          <TextInput
            label={t('notices.words.networkLanguage')}
            dir="ltr"
            maxLength={20}
            placeholder="ar"
            value={words.networkLanguage ?? ''}
            onChange={(event) => onChange({ networkLanguage: event.currentTarget.value.trim() || null })}
          />
          {[...list, null].map((value, index) => (
            <Select
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is known by its number alone
              key={index}
              label={t('notices.words.place', { number: index + 1 })}
              clearable
              value={value}
              data={variables.map((name) => ({ value: name, label: t(`notices.variables.${name}`) }))}
              onChange={(name) =>
                onChange({
                  networkVariables: name
                    ? [...list.slice(0, index), name, ...list.slice(index + 1)]
                    : list.toSpliced(index, 1),
                })
              }
            />
          ))}
        </>
      )}
    </>
  );
}

function Acts({
  place,
  words,
  dirty,
  open,
  inForce,
}: {
  place: TemplatePlace;
  words: TemplateWords;
  dirty: boolean;
  open: Template | null;
  inForce: Template | null;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const { staff } = useSession();
  const refresh = [noticeKeys.templates];
  const write = useSaving({ save: () => noticesApi.writeTemplate(place, words), refresh });
  const state = useSaving({
    save: ({ id, to }: { id: string; to: Template['state'] }) => noticesApi.setTemplateState(id, to),
    refresh,
  });
  const mine = open?.editedBy.id === staff.id;
  return (
    <>
      <div className={classes.foot}>
        {inForce && !open && (
          <Button
            variant="subtle"
            color="red"
            onClick={() => state.mutate({ id: inForce.id, to: 'retired' })}
          >
            {t('notices.words.retire')}
          </Button>
        )}
        <Button
          variant={dirty ? 'filled' : 'default'}
          disabled={!dirty || !words.body.trim()}
          loading={write.isPending}
          onClick={() => write.mutate(undefined)}
        >
          {t('notices.words.save')}
        </Button>
        {open?.state === 'draft' && !dirty && (
          <Button loading={state.isPending} onClick={() => state.mutate({ id: open.id, to: 'proposed' })}>
            {t('notices.words.propose')}
          </Button>
        )}
        {open?.state === 'proposed' && !dirty && (
          <>
            <Button
              variant="default"
              loading={state.isPending}
              onClick={() => state.mutate({ id: open.id, to: 'draft' })}
            >
              {t('notices.words.takeBack')}
            </Button>
            {can('notices.approve') && !mine && (
              <Button loading={state.isPending} onClick={() => state.mutate({ id: open.id, to: 'approved' })}>
                {t('notices.words.approve')}
              </Button>
            )}
          </>
        )}
      </div>
      {open?.state === 'proposed' && mine && (
        <p className={classes.quiet}>{t('notices.decision.secondPerson')}</p>
      )}
    </>
  );
}

const isChanged = (from: Template, words: TemplateWords): boolean =>
  (Object.keys(words) as (keyof TemplateWords)[]).some(
    (key) => JSON.stringify(from[key]) !== JSON.stringify(words[key]),
  );
