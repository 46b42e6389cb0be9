import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { Logo } from '../components/Logo';
import { LinkAlerts } from '../features/links/LinkAlerts';
import { ConnectionState } from './ConnectionState';
import { ProfileMenu } from './ProfileMenu';
import { usePlaces } from './places';
import classes from './Shell.module.css';

/** The frame around every signed-in page: a narrow rail on the side; on a phone the pages carry their own bar. */
export function Shell() {
  const { t } = useTranslation();
  const places = usePlaces();
  return (
    <div className={classes.shell}>
      <nav className={classes.rail} aria-label={t('nav.label')}>
        <Logo size={38} />
        <div className={classes.places}>
          {places.map(({ to, icon: Mark, label }) => (
            <NavLink key={to} to={to} className={classes.place}>
              <Mark size={22} stroke={1.6} aria-hidden />
              <span>{t(label)}</span>
            </NavLink>
          ))}
        </div>
        <ConnectionState />
        <ProfileMenu />
      </nav>
      <LinkAlerts />
      <div className={classes.page}>
        <Outlet />
      </div>
    </div>
  );
}
