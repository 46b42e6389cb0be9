import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { Realtime } from '../../platform/realtime/realtime.js';

/** Tells connected staff that a request changed, after the commit; they read it again. Ids only. */
@Injectable()
export class RequestUpdates {
  constructor(@Inject(Realtime) private readonly realtime: Realtime) {}

  changed(tx: Transaction, requestId: string): void {
    tx.onCommit(() => this.realtime.emit('/inbox', 'inbox', 'requests.changed', { ids: [requestId] }));
  }
}
