import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './ShortcutsHelp.module.css';

const ROWS: [string, string[]][] = [
  ['move', ['J', 'K']],
  ['open', ['Enter']],
  ['reply', ['R']],
  ['note', ['N']],
  ['take', ['T']],
  ['close', ['E']],
  ['search', ['/']],
  ['send', ['Ctrl', 'Enter']],
  ['back', ['Esc']],
  ['help', ['?']],
];

export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <dl className={classes.list}>
        {ROWS.map(([name, pressed]) => (
          <div key={name} className={classes.row}>
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd dir="ltr">
              {pressed.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
