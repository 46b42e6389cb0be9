import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../lib/schemas';
import formClasses from '../settings/forms.module.css';
import { Card, Loaded, PageFrame } from '../settings/PageFrame';
import { noticeKeys, noticesApi, type TemplatePlace } from './api';
import type { Template, TemplateKind, Templates } from './schemas';
import { WordsEditor } from './WordsEditor';

const LANGUAGES: Language[] = ['ar', 'en'];

/** The words of every kind of notice: who wrote them, who approved them, and what is being worked on. */
export function WordsPage() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: noticeKeys.templates, queryFn: noticesApi.templates });
  const [editing, setEditing] = useState<TemplateKind | null>(null);
  return (
    <PageFrame id="noticeWords">
      <Loaded query={query}>
        {(templates) =>
          editing ? (
            <WordsEditor kind={editing} templates={templates} onClose={() => setEditing(null)} />
          ) : (
            <Card flush>
              <ul className={formClasses.rows}>
                {templates.kinds.map(({ kind }) => (
                  <li key={kind} className={formClasses.row}>
                    <div className={formClasses.main}>
                      <strong>{t(`notices.kinds.${kind}`)}</strong>
                      <span className={formClasses.quiet}>{t(`notices.kindHints.${kind}`)}</span>
                    </div>
                    <States templates={templates} kind={kind} />
                    <Button
                      size="compact-sm"
                      variant="default"
                      leftSection={<IconPencil size={14} stroke={1.7} />}
                      aria-label={t('notices.words.editNamed', { kind: t(`notices.kinds.${kind}`) })}
                      onClick={() => setEditing(kind)}
                    >
                      {t('common.edit')}
                    </Button>
                  </li>
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
    </PageFrame>
  );
}

/** What waits for somebody, before what is in force. */
function States({ templates, kind }: { templates: Templates; kind: TemplateKind }) {
  const { t } = useTranslation();
  const mine = templates.data.filter((template) => template.kind === kind);
  const waiting = mine.some(({ state }) => state === 'proposed');
  const own = mine.some(({ state }) => state === 'approved');
  const drafted = mine.some(({ state }) => state === 'draft');
  return (
    <>
      {waiting && (
        <span className={formClasses.tag} data-tone="amber">
          {t('notices.words.states.proposed')}
        </span>
      )}
      {drafted && <span className={formClasses.tag}>{t('notices.words.states.draft')}</span>}
      <span className={formClasses.tag} data-tone={own ? 'good' : undefined}>
        {t(own ? 'notices.words.states.approved' : 'notices.words.builtIn')}
      </span>
    </>
  );
}

/** The words of a place: those being worked on, else those in force, else the built-in ones. */
export function wordsAt(
  templates: Templates,
  { kind, channel, language }: TemplatePlace,
): { open: Template | null; inForce: Template | null; builtIn: string } {
  const here = templates.data.filter(
    (one) => one.kind === kind && one.channel === channel && one.language === language,
  );
  return {
    open: here.find(({ state }) => state === 'draft' || state === 'proposed') ?? null,
    inForce: here.find(({ state }) => state === 'approved') ?? null,
    builtIn: templates.kinds.find((one) => one.kind === kind)?.builtIn[language] ?? '',
  };
}

export { LANGUAGES };
