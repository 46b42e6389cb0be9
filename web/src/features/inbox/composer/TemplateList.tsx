import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { languageName } from '../../../lib/language-name';
import type { Conversation, MessageTemplate } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import classes from './TemplateList.module.css';
import { TemplateText } from './TemplateText';
import { offeredTemplates } from './template-text';

interface Props {
  templates: MessageTemplate[];
  conversation: Conversation;
  /** Somebody asked for the list just now, and wants to type. */
  focus: boolean;
  onPick: (template: MessageTemplate) => void;
  onLeave?: () => void;
}

/** The approved templates: search, then pick one, with the pointer or the arrow keys. */
export function TemplateList({ templates, conversation, focus, onPick, onLeave }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [search, setSearch] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const wanted = useRef(focus);
  useEffect(() => {
    if (wanted.current) field.current?.focus();
  }, []);

  const channel = t(`channels.${conversation.answerChannel}`);
  const back = onLeave && (
    <Button variant="subtle" color="gray" size="compact-sm" className={classes.leave} onClick={onLeave}>
      {t('composer.templates.leave')}
    </Button>
  );
  if (!templates.some((one) => one.status === 'approved')) {
    return (
      <div className={classes.none} data-own-escape={onLeave ? true : undefined}>
        <p className={classes.noneTitle}>{t('composer.templates.none', { channel })}</p>
        <p className={classes.hint}>{t('composer.templates.noneHint')}</p>
        {back}
      </div>
    );
  }
  const offered = offeredTemplates(templates, search, conversation.language);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      if (search) {
        setSearch('');
        field.current?.focus();
      } else if (onLeave) onLeave();
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return;
    }
    if (event.key === 'Enter' && event.target === field.current) {
      event.preventDefault();
      if (search && offered[0]) onPick(offered[0]);
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const stops = [field.current, ...(root.current?.querySelectorAll('button[data-template]') ?? [])];
    const next = stops[stops.indexOf(document.activeElement as HTMLInputElement) + step];
    if (next instanceof HTMLElement) next.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows and Escape of what stands inside
    <div ref={root} className={classes.root} data-own-escape onKeyDown={onKeyDown}>
      <div className={classes.head}>
        <TextInput
          ref={field}
          data-first
          className={classes.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t('composer.templates.search')}
          aria-label={t('composer.templates.search')}
          leftSection={<IconSearch size={16} stroke={1.7} />}
          attributes={search ? ownDirection : undefined}
        />
        {back}
      </div>
      {offered.length === 0 ? (
        <p className={classes.hint}>{t('composer.templates.notFound')}</p>
      ) : (
        <ul className={classes.list} aria-label={t('composer.templates.label')}>
          {offered.map((one) => (
            <li key={`${one.name} ${one.language}`}>
              <button type="button" data-template className={classes.item} onClick={() => onPick(one)}>
                <TemplateText text={one.text} />
                <span className={classes.foot}>
                  <Code>{one.name}</Code>
                  <span>{languageName(one.language, language)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
