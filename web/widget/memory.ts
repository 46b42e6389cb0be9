import type { Draft } from './chat.js';

/** What the browser remembers of a visitor between pages. */
export interface Remembered {
  token: string | null;
  /** Messages that the hub has not confirmed. */
  unsent: Draft[];
  /** The visitor closed the contact form without filling it in. */
  declined: boolean;
}

/**
 * localStorage, or plain memory where the browser or the page blocks it. Each change reads first, since
 * another tab may have written.
 */
export class Memory {
  private copy: Remembered = { token: null, unsent: [], declined: false };

  constructor(
    private readonly key: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null = usableStorage(),
  ) {}

  read(): Remembered {
    try {
      const text = this.storage?.getItem(this.key);
      if (text) this.copy = { ...this.copy, ...(JSON.parse(text) as Partial<Remembered>) };
    } catch {
      // Unreadable is as good as empty.
    }
    return this.copy;
  }

  change(change: (remembered: Remembered) => Partial<Remembered>): void {
    const remembered = this.read();
    this.copy = { ...remembered, ...change(remembered) };
    try {
      this.storage?.setItem(this.key, JSON.stringify(this.copy));
    } catch {
      // Full or forbidden: this page still remembers.
    }
  }
}

function usableStorage(): Storage | null {
  try {
    // Reading the property alone throws where storage is blocked.
    return window.localStorage;
  } catch {
    return null;
  }
}
