import { IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DeskPage } from '../../app/DeskPage';
import { useCan } from '../auth/session';
import { CallBacks } from './CallBacks';
import classes from './CallsPage.module.css';
import { LogCall } from './LogCall';
import { useDueCount } from './use-call-backs';

/** Log a call, and call back. */
export function CallsPage() {
  const { t } = useTranslation();
  const due = useDueCount();
  const can = useCan();
  return (
    <DeskPage
      title={t('nav.calls')}
      action={
        can('calls.import') && (
          <Link to="/calls/import" className={classes.import}>
            <IconFileImport size={19} stroke={1.6} aria-hidden />
            <span>{t('calls.import.link')}</span>
          </Link>
        )
      }
      log={{ to: '/calls', title: t('calls.log.title'), children: <LogCall /> }}
      tasks={{ to: '/calls/back', title: t('calls.back.title'), count: due, children: <CallBacks /> }}
    />
  );
}
