import { useTranslation } from 'react-i18next';
import { toneOf } from './promise';
import classes from './StateBadge.module.css';
import type { RequestState } from './schemas';

/** Where a request stands, as a calm badge. */
export function StateBadge({ state }: { state: RequestState }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-tone={toneOf(state)}>
      {t(`requests.states.${state}`)}
    </span>
  );
}
