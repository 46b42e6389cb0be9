import { Navigate } from 'react-router';
import { usePlaces } from './places';

/** The bare address leads to one's own work: the inbox, or for the committee its sessions. */
export function FirstPlace() {
  const [first] = usePlaces();
  return <Navigate to={first?.to ?? '/settings'} replace />;
}
