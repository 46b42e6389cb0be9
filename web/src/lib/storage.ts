/** localStorage under the app's own prefix; a browser that forbids it only forgets. */
const PREFIX = 'insat.';

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // Private windows and full disks: nothing to do.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Drops everything that begins so: unsent words must not stay on a shared computer after sign-out. */
export function forgetAll(prefixes: string[]): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (prefixes.some((prefix) => key.startsWith(PREFIX + prefix))) localStorage.removeItem(key);
    }
  } catch {
    // As above.
  }
}
