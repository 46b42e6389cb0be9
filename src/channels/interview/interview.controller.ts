import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { StaffId } from '../../platform/access/staff-id.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { Colleagues } from '../core/colleagues.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { UploadedFiles } from '../core/uploaded-files.js';
import { type LoggedVisit, type Visit, visitBody } from './interview.schemas.js';
import { Visitors } from './interview.visitors.js';

@ApiTags('interview channel')
@Controller('api/v1/visits')
export class InterviewController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(Colleagues) private readonly colleagues: Colleagues,
    @Inject(UploadedFiles) private readonly uploads: UploadedFiles,
  ) {}

  /** Durable when it is answered; the conversation shows it a moment later, like any other message. */
  @Post()
  @HttpCode(202)
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Log a visit, and what the visitor was told there and then' })
  async log(@Body({ schema: visitBody }) visit: Visit, @StaffId() staffId: string) {
    const { address, phone } = this.visitors.identify(visit);
    const receivedBy = visit.receivedBy ?? staffId;
    const [receiver, files] = await Promise.all([
      this.colleagues.nameOf(receivedBy),
      this.uploads.of(staffId, visit.attachments),
    ]);
    const { id, visitor } = visit;
    const logged: LoggedVisit = {
      id,
      visitor: {
        address,
        name: visitor.name ?? null,
        phone,
        sealedId: visitor.nationalId
          ? this.nationalIds.encrypt(visitor.nationalId, id).toString('base64')
          : null,
      },
      receivedBy: { id: receivedBy, name: receiver },
      loggedBy: staffId,
      forWhom: visit.forWhom,
      place: visit.place,
      placeName: visit.placeName ?? null,
      at: visit.at,
      minutes: visit.minutes ?? null,
      words: visit.words,
      consent: visit.consent,
      documents: visit.documents,
      files,
      language: visit.language ?? null,
      answer: visit.answer ?? null,
    };
    await this.gateway.receive(this.accounts.named('interview', 'default'), [
      { kind: 'message', externalId: id, sender: address, raw: Buffer.from(JSON.stringify(logged)) },
    ]);
    return { accepted: true, address };
  }
}
