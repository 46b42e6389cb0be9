import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { servedFile } from '../../platform/http/served-file.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { AgendaService } from './agenda.service.js';
import {
  type DecisionDraft,
  decisionBody,
  idParam,
  noteBody,
  reasonBody,
  type Vote,
  voteBody,
} from './committee.schemas.js';
import { DecisionsService } from './decisions.service.js';
import { DossierService } from './dossier.service.js';
import { VotesService } from './votes.service.js';

/** What a browser may show; anything else is downloaded, whatever it says it is. */
const INLINE = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf'];

@ApiTags('committee')
@Controller('api/v1/committee/items/:id')
export class AgendaItemsController {
  constructor(
    @Inject(DossierService) private readonly dossiers: DossierService,
    @Inject(VotesService) private readonly votes: VotesService,
    @Inject(DecisionsService) private readonly decisions: DecisionsService,
    @Inject(AgendaService) private readonly agenda: AgendaService,
  ) {}

  @Get('dossier')
  @Allow('committee.sit', 'committee.run')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'All that the committee reads about a request' })
  dossier(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff) {
    return this.dossiers.of(id, staff);
  }

  @Get('files/:fileId')
  @Allow('committee.sit', 'committee.run')
  // As with attachments: a stranger's file must not run as ours.
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-store')
  async file(
    @Param('id', { schema: idParam }) id: string,
    @Param('fileId', { schema: idParam }) fileId: string,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<StreamableFile> {
    const file = await this.dossiers.file(id, fileId, staff);
    return servedFile(file, INLINE.includes(file.contentType));
  }

  @Put('vote')
  @Allow('committee.sit', 'committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'Votes, or votes otherwise, until the item is settled' })
  vote(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: voteBody }) vote: Vote,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.votes.vote(id, vote, staff);
  }

  @Post('decision')
  @Allow('committee.run')
  @ApiOperation({ summary: 'Records what was decided; its notice is a draft that a second person approves' })
  decide(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: decisionBody }) draft: DecisionDraft,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.decisions.decide(id, draft, staff);
  }

  @Post('postpone')
  @Allow('committee.run')
  @HttpCode(204)
  postpone(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: noteBody }) { note }: { note: string },
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.agenda.postpone(id, note, staff);
  }

  @Post('return')
  @Allow('committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'Back to be verified again' })
  giveBack(
    @Param('id', { schema: idParam }) id: string,
    @Body({ schema: reasonBody }) { reason }: { reason: string },
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.agenda.returnItem(id, reason, staff);
  }

  @Delete()
  @Allow('committee.run')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes it off the agenda, as long as nobody has voted' })
  remove(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff): Promise<void> {
    return this.agenda.remove(id, staff);
  }
}
