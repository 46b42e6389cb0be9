import { useTranslation } from 'react-i18next';
import classes from './ModeTabs.module.css';
import type { Mode } from './use-draft';

const MODES: Mode[] = ['reply', 'note'];

export function ModeTabs({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.root} role="radiogroup" aria-label={t('composer.kind')}>
      {MODES.map((one) => (
        <label key={one} className={classes.tab} data-active={one === mode || undefined} data-mode={one}>
          <input type="radio" name="composer-mode" checked={one === mode} onChange={() => onChange(one)} />
          {t(`composer.modes.${one}`)}
        </label>
      ))}
    </div>
  );
}
