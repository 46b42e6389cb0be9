import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';

/** A conversation that was given, with a reason, to another colleague or another team. */
export interface Referral {
  conversationId: string;
  assigneeId: string | null;
  teamId: string | null;
}

type Listener = (tx: Transaction, referral: Referral) => Promise<void>;

/**
 * Modules that come after this one say here what a referral means to them. They write it in the same transaction, so that
 * neither is there without the other.
 */
@Injectable()
export class Referrals {
  private readonly listeners: Listener[] = [];

  onReferred(listener: Listener): void {
    this.listeners.push(listener);
  }

  async happened(tx: Transaction, referral: Referral): Promise<void> {
    for (const listener of this.listeners) await listener(tx, referral);
  }
}
