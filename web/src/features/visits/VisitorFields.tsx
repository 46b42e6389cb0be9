import { Autocomplete, Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { api } from '../../lib/api';
import { shortMoment } from '../../lib/dates';
import { keys } from '../../lib/keys';
import { isSaudiId, latinDigits } from '../../lib/saudi-id';
import { useNow } from '../../lib/use-now';
import { ownDirection } from '../../lib/writing';
import classes from './LogVisit.module.css';
import type { Problem, VisitDraft } from './visit-draft';
import { type KnownVisitor, visitorsIn, wanted } from './visitors';

/** The people whose name or number this may become. */
function useVisitors(typed: string, enabled: boolean): KnownVisitor[] {
  const now = enabled ? wanted(typed) : null;
  const [q] = useDebouncedValue(now, 200);
  const found = useQuery({
    queryKey: keys.visitors(q ?? ''),
    queryFn: ({ signal }) => api.findContacts(q ?? '', signal),
    enabled: q !== null,
    placeholderData: keepPreviousData,
    // Whoever was a stranger a minute ago is known now.
    staleTime: 0,
  });
  return now && found.data ? visitorsIn(found.data) : [];
}

function VisitorOption({ visitor }: { visitor: KnownVisitor }) {
  const language = useLanguage();
  const now = useNow();
  const { name, phone, lastConversation } = visitor;
  return (
    <span className={classes.visitor}>
      <ChannelMark channel={visitor.channel} size={18} labelled />
      <span className={classes.visitorName}>
        {name && <bdi>{name}</bdi>}
        {phone && <Code>{phone}</Code>}
      </span>
      {lastConversation && (
        <span className={classes.visitorLast}>
          <Code>{lastConversation.reference}</Code>
          <span>{shortMoment(lastConversation.lastMessageAt, now, language)}</span>
        </span>
      )}
    </span>
  );
}

interface Props {
  draft: VisitDraft;
  problems: Partial<Record<'name' | 'phone' | 'nationalId', Problem>>;
  phoneRefused: boolean;
  nameRef: Ref<HTMLInputElement>;
  phoneRef: Ref<HTMLInputElement>;
  nationalIdRef: Ref<HTMLInputElement>;
  onChange: (changed: Partial<VisitDraft>) => void;
  onPick: (visitor: KnownVisitor) => void;
}

/** Who came: by name, by number or by the ID they show, and whether we know them. */
export function VisitorFields(props: Props) {
  const { draft, problems, onChange, onPick } = props;
  const { t } = useTranslation();
  const words = (problem: Problem | undefined) => problem && t(`visits.log.${problem}`);
  const open = draft.known === null;
  const byName = useVisitors(draft.name, open);
  const byPhone = useVisitors(draft.phone, open);
  const ofId = useVisitors(draft.nationalId, open && isSaudiId(draft.nationalId))[0];
  const all = new Map([...byName, ...byPhone].map((visitor) => [visitor.id, visitor]));
  const suggest = (visitors: KnownVisitor[], label: (visitor: KnownVisitor) => string) => ({
    data: visitors.map((visitor) => ({ value: visitor.id, label: label(visitor) })),
    // The hub has chosen already.
    filter: ({ options }: { options: unknown[] }) => options as never[],
    onOptionSubmit: (id: string) => {
      const visitor = all.get(id);
      if (visitor) onPick(visitor);
    },
    renderOption: ({ option }: { option: { value: string } }) => {
      const visitor = all.get(option.value);
      return visitor ? <VisitorOption visitor={visitor} /> : null;
    },
  });
  return (
    <>
      <Autocomplete
        ref={props.nameRef}
        label={t('visits.log.name')}
        error={words(problems.name)}
        size="lg"
        autoComplete="off"
        autoFocus
        maxLength={200}
        attributes={ownDirection}
        value={draft.name}
        onChange={(name) => onChange({ name })}
        {...suggest(byName, (visitor) => visitor.name ?? '')}
      />
      {draft.known && (
        <p className={classes.known}>
          <span className={classes.knownWords}>
            {t('visits.log.known')} <bdi>{draft.known.name ?? draft.known.phone}</bdi>
          </span>
          {draft.known.lastConversation && (
            <Link to={`/inbox/all/${draft.known.lastConversation.id}`}>
              {t('visits.log.lastConversation')} <Code>{draft.known.lastConversation.reference}</Code>
            </Link>
          )}
          <CloseButton
            size={44}
            iconSize={18}
            aria-label={t('visits.log.notThem')}
            onClick={() => onChange({ known: null })}
          />
        </p>
      )}
      <div className={classes.two}>
        <Autocomplete
          ref={props.phoneRef}
          label={t('visits.log.phone')}
          placeholder={t('visits.log.ifAny')}
          error={props.phoneRefused ? t('visits.log.phoneWrong') : words(problems.phone)}
          size="md"
          type="tel"
          inputMode="tel"
          autoComplete="off"
          maxLength={40}
          attributes={{ input: { dir: 'ltr' } }}
          classNames={{ input: classes.number }}
          value={draft.phone}
          onChange={(phone) => onChange({ phone: latinDigits(phone) })}
          {...suggest(byPhone, (visitor) => visitor.phone ?? '')}
        />
        <TextInput
          ref={props.nationalIdRef}
          label={t('visits.log.nationalId')}
          placeholder={t('visits.log.ifAny')}
          error={words(problems.nationalId)}
          size="md"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          attributes={{ input: { dir: 'ltr' } }}
          classNames={{ input: classes.number }}
          value={draft.nationalId}
          onChange={(event) => onChange({ nationalId: latinDigits(event.currentTarget.value) })}
        />
      </div>
      {ofId && (
        <p className={classes.known} role="status">
          <span className={classes.knownWords}>
            {t('visits.log.idKnown')} <bdi>{ofId.name ?? ofId.phone}</bdi>
          </span>
          <Button variant="light" size="sm" onClick={() => onPick(ofId)}>
            {t('visits.log.itIsThem')}
          </Button>
        </p>
      )}
    </>
  );
}
