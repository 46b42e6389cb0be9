import { LinkCard } from './LinkCard';
import { useLinks } from './links';

/** One card for each account that works through a phone. */
export function LinkCards() {
  const { data: links = [] } = useLinks();
  return links.map((link) => <LinkCard key={link.id} link={link} />);
}
