import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { dateAndTime } from '../../lib/dates';
import { noticeKeys, noticesApi, type TemplatePlace } from './api';
import classes from './notices.module.css';

/** Every version there was: what people were told last year can still be read. */
export function Versions({ place }: { place: TemplatePlace }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: noticeKeys.versions(place),
    queryFn: () => noticesApi.versions(place),
    enabled: open,
  });
  if (!open) {
    return (
      <div>
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)}>
          {t('notices.words.versions')}
        </Button>
      </div>
    );
  }
  if (data?.length === 0) return <p className={classes.quiet}>{t('notices.words.noVersions')}</p>;
  return (
    <ul className={classes.notices}>
      {data?.map((version) => (
        <li key={version.id} className={classes.notice}>
          <div className={classes.noticeHead}>
            <strong>{t('notices.words.version', { version: version.version })}</strong>
            <span className={classes.state}>
              {t(`notices.words.states.${version.state}`)} · {version.editedBy.name} ·{' '}
              {dateAndTime(version.editedAt, language)}
            </span>
          </div>
          <p className={classes.text} dir="auto">
            {version.body}
          </p>
        </li>
      ))}
    </ul>
  );
}
