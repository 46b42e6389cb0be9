import { Fragment } from 'react';
import { useLanguage } from '../../../app/i18n';
import { datumOf } from '../form/draft';
import { FieldInput } from '../form/FieldInput';
import formClasses from '../form/form.module.css';
import type { RequestDraft } from '../form/use-draft';
import type { SupportRequest } from '../schemas';
import { useValueWords } from '../words';
import classes from './RequestPage.module.css';

interface Props {
  request: SupportRequest;
  draft: RequestDraft;
  editable: boolean;
}

/** What is asked for, in the fields of the request's type. */
export function TypeFields({ request, draft, editable }: Props) {
  const language = useLanguage();
  const words = useValueWords();
  const { fields } = request.type;
  if (!editable) {
    return (
      <dl className={classes.read}>
        {fields.map((field) => (
          <Fragment key={field.key}>
            <dt>{field.label[language]}</dt>
            <dd dir="auto">{words(field, request.data[field.key] ?? null) || '—'}</dd>
          </Fragment>
        ))}
      </dl>
    );
  }
  return (
    <div className={formClasses.grid}>
      {fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          requestId={request.id}
          value={datumOf(request, draft.draft, field.key)}
          problem={draft.problems[field.key]}
          onChange={(value) => draft.setDatum(field.key, value)}
        />
      ))}
    </div>
  );
}
