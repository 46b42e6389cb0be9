/** The browser's storage under the app's own prefix; a browser that forbids it only forgets. */
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

/** As `remember`, for this tab only: it outlives a reload and ends with the tab. */
export function rememberInTab(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, value);
  } catch {
    // As above.
  }
}

export function recallInTab(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Drops everything that begins so: unsent words must not stay on a shared computer after sign-out. */
export function forgetAll(prefixes: string[]): void {
  try {
    for (const storage of [localStorage, sessionStorage]) {
      for (const key of Object.keys(storage)) {
        if (prefixes.some((prefix) => key.startsWith(PREFIX + prefix))) storage.removeItem(key);
      }
    }
  } catch {
    // As above.
  }
}
