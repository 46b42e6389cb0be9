import { useTranslation } from 'react-i18next';
import { type RequestState, STATES } from '../schemas';
import { useRequestCounts } from '../use-requests';
import classes from './RequestsPage.module.css';

const CAP = 1000;
const shown = (count: number | undefined) =>
  count === undefined ? '' : count >= CAP ? `${CAP.toLocaleString('en')}+` : String(count);

interface Props {
  state: RequestState | null;
  onChange: (state: RequestState | null) => void;
}

/** The states with how many stand in each: a column on a desk, a row to be pushed along on a phone. */
export function StateTabs({ state, onChange }: Props) {
  const { t } = useTranslation();
  const { data: counts } = useRequestCounts();
  return (
    <nav className={classes.states} aria-label={t('requests.byState')}>
      {[null, ...STATES].map((each) => (
        <button
          key={each ?? 'all'}
          type="button"
          className={classes.state}
          aria-current={each === state ? 'true' : undefined}
          onClick={() => onChange(each)}
        >
          {t(each ? `requests.states.${each}` : 'requests.anyState')}
          {each && <span className={classes.count}>{shown(counts && (counts[each] ?? 0))}</span>}
        </button>
      ))}
    </nav>
  );
}
