import { Injectable } from '@nestjs/common';

/**
 * Work of accounts whose network only this process can reach (`ChannelAdapter.reaches`). A job of a queue goes to
 * any process, and those that cannot reach the network leave it lying; so the one that can looks by itself.
 */
@Injectable()
export class LocalWork {
  private readonly listeners = new Set<(accountId: string) => void>();

  /** Calls back when an account's work should be looked at here. */
  onWake(listener: (accountId: string) => void): void {
    this.listeners.add(listener);
  }

  wake(accountId: string): void {
    for (const listener of this.listeners) listener(accountId);
  }
}
