/**
 * Whether the network still lets us write anything: less than `hours` have passed since the person's last message, by
 * the network's clock. Null hours: there is no such rule.
 */
export function isWindowOpen(lastInboundAt: Date | null, hours: number | null, now: Date): boolean {
  if (hours === null) return true;
  return lastInboundAt !== null && now.getTime() - lastInboundAt.getTime() < hours * 3_600_000;
}
