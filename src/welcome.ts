import type { Hub } from './hub.js';
import { StaffService } from './modules/staff/staff.service.js';

/** Makes the first administrator of a new hub. @returns the lines that say what to open next */
export async function welcome(hub: Hub): Promise<string[]> {
  const { publicUrl, env } = hub.config;
  if (env.ROLE === 'worker') return ['Insat works in the background (ROLE=worker).'];
  const administrator = await hub.app.get(StaffService).ensureFirstAdministrator();
  return [
    '',
    `  Insat (إنصات) is ready:  ${publicUrl}`,
    ...(administrator ? signInLines(administrator) : []),
    `  The API:                 ${publicUrl}/api/docs`,
    '  See it alive:            npm run demo   (in a second terminal)',
    '  Stop it:                 Ctrl-C',
    '',
  ];
}

function signInLines({ email, password }: { email: string; password: string | null }): string[] {
  const secret = password ?? '(what INSAT_ADMIN_PASSWORD says)';
  return [
    `  Sign in as:              ${email}`,
    `  Password:                ${secret}`,
    ...(password === null ? [] : ['                           Shown this once; change it after signing in.']),
  ];
}
