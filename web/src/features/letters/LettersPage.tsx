import { useTranslation } from 'react-i18next';
import { DeskPage } from '../../app/DeskPage';
import { LogLetter } from './LogLetter';
import { ToSend } from './ToSend';
import { useWaitingCount } from './use-letters';

/** Log a letter, and send letters. */
export function LettersPage() {
  const { t } = useTranslation();
  const count = useWaitingCount();
  return (
    <DeskPage
      title={t('nav.letters')}
      log={{ to: '/letters', title: t('letters.log.title'), children: <LogLetter /> }}
      tasks={{ to: '/letters/send', title: t('letters.send.title'), count, children: <ToSend /> }}
    />
  );
}
