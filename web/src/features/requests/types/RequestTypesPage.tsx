import { Button } from '@mantine/core';
import { IconPencil, IconPlus, IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { EmptyState } from '../../../components/EmptyState';
import classes from '../../settings/forms.module.css';
import { Card, Loaded, PageFrame } from '../../settings/PageFrame';
import type { RequestType } from '../schemas';
import { useAllRequestTypes } from '../use-requests';
import { TypeEditor } from './TypeEditor';

/** What people can ask for, without code: the fields of each type and the papers it needs. */
export function RequestTypesPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useAllRequestTypes();
  const [editing, setEditing] = useState<RequestType | 'new' | null>(null);
  if (editing) {
    return (
      <PageFrame id="requestTypes">
        <TypeEditor type={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      id="requestTypes"
      action={
        <Button leftSection={<IconPlus size={17} />} onClick={() => setEditing('new')}>
          {t('requests.types.add')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(types) => (
          <Card flush>
            {types.length === 0 && <EmptyState icon={IconTemplate} title={t('requests.types.none')} />}
            <ul className={classes.rows}>
              {types.map((type) => (
                <li key={type.id} className={classes.row} data-off={!type.active || undefined}>
                  <div className={classes.main}>
                    <strong>{type.name[language]}</strong>
                    <span className={classes.quiet}>
                      {t('requests.types.fields', { count: type.fields.length })} ·{' '}
                      {t('requests.types.papers', { count: type.papers.length })} ·{' '}
                      {t('requests.types.version', { version: type.version })}
                    </span>
                  </div>
                  {!type.active && <span className={classes.tag}>{t('requests.types.off')}</span>}
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconPencil size={14} stroke={1.7} />}
                    aria-label={t('requests.types.editNamed', { name: type.name[language] })}
                    onClick={() => setEditing(type)}
                  >
                    {t('common.edit')}
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
    </PageFrame>
  );
}
