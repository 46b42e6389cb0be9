import { Injectable } from '@nestjs/common';

/**
 * Work of accounts whose network only this process can reach (`ChannelAdapter.reaches`). A job of a queue goes to
 * any process, and those that cannot reach the network leave it lying; so the one that can looks by itself.
 */
@Injectable()
export class LocalWork {
  private readonly listeners = new Set<(accountId: string) => void>();
  private readonly heirs = new Set<(accountId: string) => Promise<void>>();

  /** Calls back when an account's work should be looked at here. */
  onWake(listener: (accountId: string) => void): void {
    this.listeners.add(listener);
  }

  wake(accountId: string): void {
    for (const listener of this.listeners) listener(accountId);
  }

  /** Calls back when this process follows one that died, before it reaches the network itself. */
  onInherit(heir: (accountId: string) => Promise<void>): void {
    this.heirs.add(heir);
  }

  /**
   * To be called by whoever has an account's network after a process that never gave it up. What that one had in hand
   * goes no further, and nothing may wait for it.
   */
  async inherit(accountId: string): Promise<void> {
    for (const heir of this.heirs) await heir(accountId);
  }
}
