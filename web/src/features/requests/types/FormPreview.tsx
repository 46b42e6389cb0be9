import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { Card } from '../../settings/PageFrame';
import { problemOf } from '../form/draft';
import { FieldInput } from '../form/FieldInput';
import formClasses from '../form/form.module.css';
import type { FieldValue } from '../schemas';
import type { TypeDraft } from './type-draft';
import classes from './types.module.css';

/** The form as it will be filled in; it can be tried, and keeps nothing. */
export function FormPreview({ draft }: { draft: TypeDraft }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [values, setValues] = useState<Record<string, FieldValue>>({});
  return (
    <Card title={t('requests.types.preview')}>
      <div className={formClasses.grid}>
        {draft.fields.map(({ id, item }) => (
          <FieldInput
            key={`${id}-${item.kind}`}
            field={{
              ...item,
              key: `preview-${id}`,
              options: item.options?.map((one, place) => ({ ...one, value: one.value || String(place) })),
            }}
            requestId={null}
            value={values[id] ?? null}
            problem={problemOf(item, values[id] ?? null) ?? undefined}
            onChange={(value) => setValues((was) => ({ ...was, [id]: value }))}
          />
        ))}
      </div>
      {draft.papers.length > 0 && (
        <ul className={classes.previewPapers}>
          {draft.papers.map(({ id, item }) => (
            <li key={id}>
              {item.label[language] || t('requests.types.unnamed')}
              {!item.required && <span className={formClasses.optional}> {t('requests.optional')}</span>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
