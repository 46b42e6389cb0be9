import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { NoticesService } from '../notices/notices.service.js';
import type { TrackedState } from './tracking.requests.js';
import type { Tracked } from './tracking.sessions.js';

/** Where a notice is that may still be proven, also after it was given up; one that was called back may not. */
const UNPROVEN = ['due', 'sending', 'undelivered', 'settled'];

/** Keeps that a person has read a decision on their own page. */
@Injectable()
export class TrackedProof {
  constructor(@Inject(NoticesService) private readonly notices: NoticesService) {}

  /** With the request locked. What was proven before, and a decision that may not be read, stay as they are. */
  async shown(tx: Transaction, tracked: Tracked, { round, decision }: TrackedState): Promise<void> {
    if (!decision || decision.round !== round) return;
    const notice = await this.notices.lock(tx, decision.noticeId);
    if (!notice || !UNPROVEN.includes(notice.state)) return;
    const person = { kind: 'contact', id: tracked.contactPointId } as const;
    await this.notices.prove(tx, notice, 'shown', null, person);
  }
}
