import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowRight, IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { languageName } from '../../../lib/language-name';
import type { ChosenTemplate, MessageTemplate } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import composer from './Composer.module.css';
import classes from './TemplateFields.module.css';
import { TemplateText } from './TemplateText';
import { fillTemplate, isFilled } from './template-text';

interface Props {
  template: MessageTemplate;
  variables: string[];
  onChange: (variables: string[]) => void;
  onBack: () => void;
  onSend: (chosen: ChosenTemplate, reads: string) => void;
}

/** The longest value that the hub takes for one place. */
const MAX_VARIABLE = 1024;

/** One field for each place, and beside them what the person will read. */
export function TemplateFields({ template, variables, onChange, onBack, onSend }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const root = useRef<HTMLElement>(null);
  const ready = isFilled(template, variables);
  useEffect(() => {
    const stops = [...(root.current?.querySelectorAll<HTMLElement>('input, [data-back]') ?? [])];
    (stops.find((one) => one instanceof HTMLInputElement && !one.value) ?? stops[0])?.focus();
  }, []);

  const submit = () => {
    if (!ready) return;
    const { name, language } = template;
    const values = variables.map((one) => one.trim());
    onSend({ name, language, variables: values }, fillTemplate(template.text, values));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onBack();
    }
    if (event.key !== 'Enter') return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      submit();
    } else if (event.target instanceof HTMLInputElement) {
      // Enter alone never sends, as in free text: it goes on to the next place.
      event.preventDefault();
      const stops = [...(root.current?.querySelectorAll<HTMLElement>('input, [data-send]') ?? [])];
      stops[stops.indexOf(event.target) + 1]?.focus();
    }
  };

  return (
    <section
      ref={root}
      className={classes.root}
      aria-label={t('composer.templates.fill')}
      data-own-escape
      onKeyDown={onKeyDown}
    >
      <header className={classes.head}>
        <ActionIcon
          data-back
          variant="subtle"
          color="gray"
          size={32}
          aria-label={t('composer.templates.back')}
          onClick={onBack}
        >
          <IconArrowRight className={classes.flip} size={18} stroke={1.7} />
        </ActionIcon>
        <Code>{template.name}</Code>
        <span className={classes.language}>{languageName(template.language, language)}</span>
      </header>
      <div className={classes.body} data-plain={variables.length === 0 || undefined}>
        {variables.length > 0 && (
          <div className={classes.fields}>
            {variables.map((value, index) => (
              <TextInput
                // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
                key={index}
                data-first={index === 0 || undefined}
                label={t('composer.templates.place', { number: index + 1 })}
                value={value}
                maxLength={MAX_VARIABLE}
                autoComplete="off"
                // A number alone has no direction of its own: it stays at the page's edge.
                attributes={/\p{L}/u.test(value) ? ownDirection : undefined}
                onChange={(event) => onChange(variables.with(index, event.currentTarget.value))}
              />
            ))}
          </div>
        )}
        <figure className={classes.preview}>
          <figcaption>{t('composer.templates.preview')}</figcaption>
          <div className={classes.bubble}>
            <TemplateText text={template.text} variables={variables} />
          </div>
        </figure>
      </div>
      <div className={composer['bar']}>
        <span className={composer['grow']} />
        <span className={composer['keys']} dir="ltr" aria-hidden>
          Ctrl + Enter
        </span>
        <Button
          data-send
          onClick={submit}
          disabled={!ready}
          leftSection={<IconSend2 className={composer['send']} size={17} stroke={1.7} />}
        >
          {t('composer.templates.send')}
        </Button>
      </div>
    </section>
  );
}
