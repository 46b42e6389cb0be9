import type { Hub } from './hub.js';

/** Makes what a first start needs, and says what to open next. */
export async function welcome(hub: Hub): Promise<string[]> {
  const { config } = hub;
  if (config.env.ROLE === 'worker') return ['Insat works in the background (ROLE=worker).'];
  return [
    '',
    `  Insat (إنصات) is ready: ${config.publicUrl}`,
    `  API:          ${config.publicUrl}/api/docs`,
    '  To see it live:  npm run demo   (in a second terminal)',
    '  To stop:         Ctrl-C',
    '',
  ];
}
