import { Injectable } from '@nestjs/common';
import type { OutboundState } from './delivery.states.js';

export interface DeliveryUpdate {
  conversationId: string;
  messageId: string;
  status: OutboundState;
  error: { code: string; detail: string | null } | null;
}

/** Tells whoever listens that messages changed state, after the commit. Delivery knows nobody below it. */
@Injectable()
export class DeliveryUpdates {
  private readonly listeners: ((updates: DeliveryUpdate[]) => void)[] = [];

  subscribe(listener: (updates: DeliveryUpdate[]) => void): void {
    this.listeners.push(listener);
  }

  publish(updates: DeliveryUpdate[]): void {
    for (const listener of this.listeners) listener(updates);
  }
}
