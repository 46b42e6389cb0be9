import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { type ChannelAccount, type ChannelAdapter, SendError } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import type { Shift } from '../../platform/queue/shifts.js';
import { type Claim, Outbox } from './delivery.outbox.js';
import { DeliveryOutcomes } from './delivery.outcomes.js';
import { TwoWeeks } from './delivery.two-weeks.js';

/** How often to look for new work while sends are under way and nobody nudges. */
const LOOK_AGAIN_MS = 100;
/** The least time between two looks: what is queued or sent meanwhile shares one. */
const GATHER_MS = 5;

/** Sends what is queued. Only the decision about retrying is made here; adapters classify. */
@Injectable()
export class Sender implements OnApplicationShutdown {
  private readonly logger = new Logger(Sender.name);
  private readonly inFlight = new Set<Promise<void>>();
  private stopping = false;

  constructor(
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(DeliveryOutcomes) private readonly outcomes: DeliveryOutcomes,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(TwoWeeks) private readonly twoWeeks: TwoWeeks,
  ) {}

  /**
   * Sends everything that is due for one account, as many at a time as the channel allows. What an account that is
   * switched off has to send stays queued.
   */
  async deliver(accountId: string, shift: Shift): Promise<void> {
    await this.accounts.know([accountId]);
    const running = new Set<Promise<void>>();
    while (!this.stopping) {
      shift.heed();
      // Anew each time: it may be changed or switched off while this goes on.
      const account = this.accounts.get(accountId);
      if (account.mode === 'off') break;
      const adapter = this.registry.get(account.channel);
      const { concurrency, threaded } = adapter.capabilitiesOf(account);
      const free = concurrency - running.size;
      const reachable = account.mode !== 'live' || adapter.reaches(account);
      const claims = free > 0 && reachable ? await this.outbox.claim(account, threaded, free) : [];
      if (claims.length === 0 && running.size === 0) {
        if (free === concurrency) return;
        continue; // the last send ended while we looked, and may have made way for its conversation's next
      }
      for (const claim of claims) {
        const sending = this.send(account, adapter, claim).finally(() => {
          running.delete(sending);
          this.inFlight.delete(sending);
        });
        running.add(sending);
        this.inFlight.add(sending);
      }
      // One slow send must not hold the others back: go on as soon as a slot is free or there is more to send. Nudges
      // of other processes wait until this job ends, so look now and then.
      await Promise.race([...running, shift.next(LOOK_AGAIN_MS)]);
      await sleep(GATHER_MS);
    }
    await Promise.all(running);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.inFlight);
  }

  private async send(account: ChannelAccount, adapter: ChannelAdapter, claim: Claim): Promise<void> {
    try {
      if (claim.over) {
        const over = new SendError('secret_over', 'The code is not good any more', { retryable: false });
        await this.outcomes.failed(claim, over, adapter.capabilitiesOf(account).onUncertain);
        return;
      }
      if (claim.notBefore !== null && !this.twoWeeks.hasPassed(claim.notBefore)) {
        this.logger.warn(
          { message: claim.message.id },
          'not sent: by the clock of this process it is too early',
        );
        await this.outcomes.postponed(claim);
        return;
      }
      if (account.mode !== 'live') {
        await this.outcomes.sandboxed(claim);
        return;
      }
      const receipt = await adapter.send(claim.message).catch((error: unknown) => asSendError(error));
      if (receipt instanceof SendError) {
        this.logger.warn(
          { message: claim.message.id, code: receipt.code, attempt: claim.attempt },
          'send failed',
        );
        await this.outcomes.failed(claim, receipt, adapter.capabilitiesOf(account).onUncertain);
      } else {
        await this.outcomes.sent(claim, receipt);
      }
    } catch (error) {
      // The outcome could not be written down: the lease runs out and the sweep settles it.
      this.logger.error(
        { message: claim.message.id, error: (error as Error).message },
        'outcome not recorded',
      );
    }
  }
}

function asSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const { code, message } = error as { code?: string; message?: string };
  return new SendError(code ?? 'unexpected', message ?? 'unexpected error', {
    retryable: true,
    cause: error,
  });
}
