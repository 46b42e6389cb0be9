import { Button } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { dateAndTime } from '../../../lib/dates';
import { requestsApi } from '../api';
import { Card } from '../page/Card';
import type { Field, SupportRequest } from '../schemas';
import { useRequestChange } from '../use-requests';
import { bothDays, useValueWords } from '../words';
import classes from './papers.module.css';

interface Props {
  request: SupportRequest;
  editable: boolean;
  unsaved: boolean;
}

/** What was said and has to be held against a document, each value by itself. */
export function DataChecks({ request, editable, unsaved }: Props) {
  const { t } = useTranslation();
  const fields = request.type.fields.filter(({ verify }) => verify);
  if (fields.length === 0) return null;
  return (
    <Card title={t('requests.sections.checks')}>
      <ul className={classes.rows}>
        {fields.map((field) => (
          <CheckRow key={field.key} request={request} field={field} editable={editable && !unsaved} />
        ))}
      </ul>
    </Card>
  );
}

function CheckRow({ request, field, editable }: Omit<Props, 'unsaved'> & { field: Field }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useValueWords();
  const put = useRequestChange(request.id, (verified: boolean) =>
    requestsApi.putCheck(request.id, field.key, { verified }),
  );
  const check = request.dataChecks.find(({ key }) => key === field.key);
  const verified = check?.verified ?? false;
  const value = words(field, request.data[field.key] ?? null);
  const name = field.label[language];
  return (
    <li
      id={`datum-${field.key}`}
      tabIndex={-1}
      className={classes.paper}
      data-state={verified ? 'verified' : 'missing'}
    >
      <span className={classes.mark}>
        {verified ? (
          <IconCheck size={18} stroke={1.8} aria-hidden />
        ) : (
          <IconCircleDashed size={18} stroke={1.8} aria-hidden />
        )}
      </span>
      <div className={classes.datum}>
        <div>
          <p className={classes.name}>
            <span className={classes.quiet}>{name}</span>
          </p>
          <p className={classes.value} dir="auto">
            {value || t('requests.checks.noValue')}
          </p>
          <p className={classes.state}>
            <span className={classes.stateWord}>
              {t(verified ? 'requests.checks.verified' : 'requests.checks.unverified')}
            </span>
            {verified && check?.validUntil && (
              <span>{t('requests.papers.validUntil', { day: bothDays(check.validUntil, language) })}</span>
            )}
            {verified && check?.checkedBy && check.checkedAt && (
              <span className={classes.quiet}>
                <bdi>{check.checkedBy.name}</bdi> · {dateAndTime(check.checkedAt, language)}
              </span>
            )}
          </p>
        </div>
        {editable && value && (
          <Button
            size="sm"
            variant={verified ? 'subtle' : 'default'}
            color={verified ? 'gray' : undefined}
            loading={put.isPending}
            aria-label={t(verified ? 'requests.checks.undoNamed' : 'requests.checks.markNamed', { name })}
            onClick={() => put.mutate(!verified)}
          >
            {t(verified ? 'requests.checks.undo' : 'requests.checks.mark')}
          </Button>
        )}
      </div>
    </li>
  );
}
