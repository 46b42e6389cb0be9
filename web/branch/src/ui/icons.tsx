import type { ReactNode } from 'react';

/** Drawn like the inbox's icons (Tabler, MIT), without their library. */
const PATHS = {
  message: <path d="M3 20l1.3-3.9A8 7 0 1 1 8 19.4L3 20" />,
  help: (
    <>
      <path d="M19.5 12.57L12 20l-7.5-7.43A5 5 0 1 1 12 6.01a5 5 0 1 1 7.5 6.57" />
    </>
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  checks: <path d="M7 12l5 5L22 7M2 12l5 5m5-5l5-5" />,
  list: <path d="M9 6h11M9 12h11M9 18h11M5 6v.01M5 12v.01M5 18v.01" />,
  menu: <path d="M4 6h16M4 12h16M4 18h16" />,
  back: <path d="M5 12h14M13 18l6-6-6-6" />,
  lock: (
    <path d="M5 13a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM8 11V7a4 4 0 1 1 8 0v4" />
  ),
  phone: (
    <path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2" />
  ),
  camera: (
    <>
      <path d="M5 7h1a2 2 0 0 0 2-2 1 1 0 0 1 1-1h6a1 1 0 0 1 1 1 2 2 0 0 0 2 2h1a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2" />
      <path d="M9 13a3 3 0 1 0 6 0 3 3 0 0 0-6 0" />
    </>
  ),
  close: <path d="M18 6L6 18M6 6l12 12" />,
  backspace: (
    <path d="M20 6a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9l-5-5a1.5 1.5 0 0 1 0-2l5-5zM12 10l4 4m0-4l-4 4" />
  ),
  cloudOff: (
    <path d="M9.58 5.55A6 6 0 0 1 17.9 9h1.1a3.5 3.5 0 0 1 2.9 5.45M18 18H6.66C4.08 18 2 15.99 2 13.5s2.08-4.5 4.66-4.5q.13-.58.39-1.13M3 3l18 18" />
  ),
  send: <path d="M12 18.5l7.27 1.98L12 4 4.73 20.48zM12 18.5V12" />,
} satisfies Record<string, ReactNode>;
export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
