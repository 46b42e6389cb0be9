import { Inject, Injectable } from '@nestjs/common';
import type { CarriedDevice } from '../../platform/access/staff-id.js';
import { Clock } from '../../platform/clock.js';
import { damm } from '../../platform/i18n/check-digit.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { writtenAt } from '../../platform/phone-clock.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { ReceiptInvalidError } from './branch.errors.js';
import { BranchPeople } from './branch.people.js';
import { BranchPhotos } from './branch.photos.js';
import type { Intake, JournalledIntake } from './branch.schemas.js';

/** Takes what a phone sends, once, however often it comes. */
@Injectable()
export class BranchIntake {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(BranchPeople) private readonly people: BranchPeople,
    @Inject(BranchPhotos) private readonly photos: BranchPhotos,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Durable when it resolves.
   * @returns whether the phone's clock is to be set right
   * @throws PhotosMissingError, ReceiptInvalidError
   */
  async take(
    id: string,
    intake: Intake,
    device: CarriedDevice,
  ): Promise<{ taken: true; clockIsOff: boolean }> {
    if (!isReceiptOf(device, intake.receipt)) throw new ReceiptInvalidError();
    const photos = await this.photos.claim(device.staff.id, intake.photos);
    const { person } = intake;
    await this.people.cameBy(person.id, device);
    const journalled: JournalledIntake = {
      ...intake,
      photos,
      nationalId: intake.nationalId && this.nationalIds.encrypt(intake.nationalId, id).toString('base64'),
      representative: device.staff,
      deviceId: device.id,
    };
    await this.gateway.receive(this.accounts.named('branch', 'default'), [
      { kind: 'message', externalId: id, sender: person.id, raw: Buffer.from(JSON.stringify(journalled)) },
    ]);
    const { clockIsOff } = writtenAt({
      at: new Date(intake.at),
      sentAt: new Date(intake.sentAt),
      receivedAt: this.clock.now(),
    });
    return { taken: true, clockIsOff };
  }
}

/** The phone's number, a counter of its own, and a check digit over both. */
function isReceiptOf({ number }: CarriedDevice, receipt: string): boolean {
  return receipt.startsWith(`${number}-`) && damm(receipt.replace('-', '')) === 0;
}
