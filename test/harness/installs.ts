import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The first of these commands that this machine has, as a path. */
export function which(...names: string[]): string | undefined {
  for (const name of names) {
    const { stdout, status } = spawnSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], {
      encoding: 'utf8',
    });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

/** Installs a package where we may: as root on Debian and Ubuntu. @returns whether it is there now */
export function aptInstall(name: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', name], { env, stdio: 'ignore' })
      .status === 0;
  if (install()) return true;
  spawnSync('apt-get', ['update'], { env, stdio: 'ignore' });
  return install();
}
