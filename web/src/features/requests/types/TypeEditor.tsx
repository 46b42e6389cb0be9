import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../settings/PageFrame';
import { useSaving } from '../../settings/use-saving';
import { requestKeys, requestsApi } from '../api';
import type { RequestType } from '../schemas';
import { EditorLine } from './EditorLine';
import { FieldEditor } from './FieldEditor';
import { FormPreview } from './FormPreview';
import { PaperEditor } from './PaperEditor';
import {
  draftOf,
  inputOf,
  keyOf,
  type Line,
  moved,
  newField,
  newPaper,
  replaced,
  type TypeDraft,
  typeProblems,
  without,
} from './type-draft';
import classes from './types.module.css';
import { WordsInput } from './WordsInput';

/** One type: its name, the fields of its form and the papers of its checklist, with the form as people see it. */
export function TypeEditor({ type, onClose }: { type: RequestType | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<TypeDraft>(() => draftOf(type));
  const [open, setOpen] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const save = useSaving({
    save: (written: TypeDraft) => {
      const input = inputOf(written);
      return type
        ? requestsApi.changeType(type.id, input)
        : requestsApi.addType(keyOf(input.name.en, [], 'type').replaceAll('_', '-'), input);
    },
    refresh: [requestKeys.types],
    onSaved: onClose,
  });
  const problems = asked ? typeProblems(draft) : [];
  const problemOf = (line: string | null) => {
    const found = problems.find((one) => one.line === line);
    return found && t(`requests.types.problems.${found.problem}`);
  };
  const edit = (change: Partial<TypeDraft>) => setDraft((was) => ({ ...was, ...change }));
  const lines = <Key extends 'fields' | 'papers'>(key: Key) => ({
    isOpen: ({ id }: { id: string }) => open === id,
    onToggle: (id: string) => setOpen(open === id ? null : id),
    onMove: (id: string, by: -1 | 1) => edit({ [key]: moved(draft[key] as Line<unknown>[], id, by) }),
    onRemove: (id: string) => edit({ [key]: without(draft[key] as Line<unknown>[], id) }),
  });
  const add = (key: 'fields' | 'papers') => {
    const made = key === 'fields' ? newField() : newPaper();
    edit({ [key]: [...draft[key], made] });
    setOpen(made.id);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const [first] = typeProblems(draft);
    if (first) setOpen(first.line);
    else save.mutate(draft);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Card title={t('requests.types.name')}>
        <WordsInput label={t('requests.types.name')} value={draft.name} onChange={(name) => edit({ name })} />
        {problemOf(null) && (
          <p className={classes.problem} role="alert">
            {problemOf(null)}
          </p>
        )}
        <Switch
          mt="md"
          label={t('requests.types.active')}
          description={t('requests.types.activeHint')}
          checked={draft.active}
          onChange={({ currentTarget }) => edit({ active: currentTarget.checked })}
        />
      </Card>
      <Card title={t('requests.types.fieldsTitle')}>
        <ol className={classes.lines}>
          {draft.fields.map((line) => (
            <EditorLine
              key={line.id}
              line={line}
              tag={t(`requests.types.kinds.${line.item.kind}`)}
              problem={problemOf(line.id)}
              {...lines('fields')}
            >
              <FieldEditor
                field={line.item}
                fresh={line.fresh}
                onChange={(item) => edit({ fields: replaced(draft.fields, line.id, item) })}
              />
            </EditorLine>
          ))}
        </ol>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          onClick={() => add('fields')}
        >
          {t('requests.types.addField')}
        </Button>
      </Card>
      <Card title={t('requests.types.papersTitle')}>
        <ol className={classes.lines}>
          {draft.papers.map((line) => (
            <EditorLine
              key={line.id}
              line={line}
              tag={t(line.item.required ? 'requests.types.required' : 'requests.types.notRequired')}
              problem={problemOf(line.id)}
              {...lines('papers')}
            >
              <PaperEditor
                paper={line.item}
                onChange={(item) => edit({ papers: replaced(draft.papers, line.id, item) })}
              />
            </EditorLine>
          ))}
        </ol>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          onClick={() => add('papers')}
        >
          {t('requests.types.addPaper')}
        </Button>
      </Card>
      <FormPreview draft={draft} />
      <div className={classes.foot}>
        <p>
          {type
            ? t('requests.types.newVersion', { version: type.version + 1 })
            : t('requests.types.firstVersion')}
        </p>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
