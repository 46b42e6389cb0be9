import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { StaffId } from '../../platform/access/staff-id.js';
import { Clock } from '../../platform/clock.js';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { inOneLine } from './letter.address.js';
import { LetterDateError } from './letter.errors.js';
import { dayOf } from './letter.parser.js';
import { LetterScans } from './letter.scans.js';
import { type LetterBody, type LoggedLetter, letterBody, sendersQuery } from './letter.schemas.js';
import { type KnownSender, LetterSenders } from './letter.senders.js';

const scanId = z.uuid();
const pageNumber = z.coerce.number().int().min(1).max(10_000);

@ApiTags('letter channel')
@Controller('api/v1/letters')
export class LetterController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(LetterSenders) private readonly senders: LetterSenders,
    @Inject(LetterScans) private readonly scans: LetterScans,
    @Inject(PagePictures) private readonly pictures: PagePictures,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Durable when it is answered; the conversation shows it a moment later, like any other message. */
  @Post()
  @HttpCode(202)
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Log a letter on paper, with its scans' })
  async log(@Body({ schema: letterBody }) letter: LetterBody, @StaffId() staffId: string) {
    const today = dayOf(this.clock.now());
    if (letter.receivedOn > today) throw new LetterDateError(today);
    const account = this.accounts.named('letter', 'default');
    const { name, address: postal } = letter.sender;
    const scans = await this.scans.claim(staffId, letter.scans);
    const address = await this.senders.remember(account, name, postal);
    const logged: LoggedLetter = {
      address,
      name,
      place: inOneLine(postal),
      scans,
      postalReference: letter.postalReference || null,
      writtenOn: letter.writtenOn ?? null,
      receivedOn: letter.receivedOn,
      text: letter.text,
      language: letter.language ?? null,
      loggedBy: staffId,
    };
    await this.gateway.receive(account, [
      { kind: 'message', externalId: letter.id, sender: address, raw: Buffer.from(JSON.stringify(logged)) },
    ]);
    return { accepted: true };
  }

  @Get('senders')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'People who have written letters, by the beginning of their name' })
  async known(@Query({ schema: sendersQuery }) { q }: { q: string }): Promise<{ data: KnownSender[] }> {
    return { data: await this.senders.find(this.accounts.named('letter', 'default'), q) };
  }

  @Get('scans/:id')
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'What an upload of yours is, and how many pages it has' })
  async scan(@Param('id', { schema: scanId }) id: string, @StaffId() staffId: string) {
    const { fileName, contentType, size, pages } = await this.scans.one(staffId, id);
    return { id, fileName, contentType, size, pages };
  }

  @Get('scans/:id/pages/:page')
  @Allow('conversations.reply')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'private, max-age=3600, immutable')
  @ApiOperation({ summary: 'A page of an upload of yours as a picture' })
  async page(
    @Param('id', { schema: scanId }) id: string,
    @Param('page', { schema: pageNumber }) page: number,
    @StaffId() staffId: string,
  ): Promise<StreamableFile> {
    const { stream, size } = await this.pictures.open(await this.scans.one(staffId, id), page);
    return new StreamableFile(stream, { type: 'image/jpeg', length: size, disposition: 'inline' });
  }
}
