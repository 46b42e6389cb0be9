/** The mark: a speech bubble that listens. Decorative; the name stands beside it. */
export function Logo({ size = 36 }: { size?: number }) {
  return <img src="/favicon.svg" alt="" width={size} height={size} style={{ display: 'block' }} />;
}
