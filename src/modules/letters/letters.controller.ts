import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { makeLetters } from './letter-pdf.js';
import {
  type LettersQuery,
  letterId,
  lettersQuery,
  type Progress,
  printedBody,
  printQuery,
  progressBody,
} from './letters.schemas.js';
import { LettersService } from './letters.service.js';
import { LetterSource } from './letters.source.js';

@ApiTags('letters')
@Controller('api/v1')
export class LettersController {
  constructor(
    @Inject(LettersService) private readonly letters: LettersService,
    @Inject(LetterSource) private readonly source: LetterSource,
  ) {}

  @Get('messages/:id/letter.pdf')
  @Allow('conversations.read')
  @Header('Cache-Control', 'private, no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'Any answer of ours as a letter to print, with its enclosures' })
  async pdf(@Param('id', { schema: letterId }) id: string): Promise<StreamableFile> {
    return this.file([id]);
  }

  @Get('letters/print.pdf')
  @Allow('conversations.read')
  @Header('Cache-Control', 'private, no-cache')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'Several letters in one file, for the print run' })
  async print(@Query({ schema: printQuery }) { ids }: { ids: string[] }): Promise<StreamableFile> {
    return this.file(ids);
  }

  @Get('letters')
  @Allow('conversations.read')
  @ApiOperation({ summary: 'Letters to print, to post, and on their way, the oldest first' })
  list(@Query({ schema: lettersQuery }) query: LettersQuery) {
    return this.letters.list(query);
  }

  @Put('letters/printed')
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'The print run is done: those that still waited for it are printed' })
  printed(@Body({ schema: printedBody }) { ids }: { ids: string[] }, @CurrentStaff() staff: SignedInStaff) {
    return this.letters.printed(ids, staff.id);
  }

  @Put('letters/:id/progress')
  @Allow('conversations.reply')
  @HttpCode(204)
  @ApiOperation({ summary: 'Printed, dispatched, received or returned; back by one for the wrong button' })
  progress(
    @Param('id', { schema: letterId }) id: string,
    @Body({ schema: progressBody }) progress: Progress,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    return this.letters.progress(id, progress, staff.id);
  }

  @Get('letters/:id/proof')
  @Allow('conversations.read')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'The signed receipt of a letter, to keep' })
  async proof(@Param('id', { schema: letterId }) id: string): Promise<StreamableFile> {
    const { stream, size, fileName } = await this.letters.proof(id);
    const name = encodeURIComponent(fileName);
    const disposition = `attachment; filename*=UTF-8''${name}`;
    return new StreamableFile(stream, { type: 'application/octet-stream', disposition, length: size });
  }

  private async file(ids: string[]): Promise<StreamableFile> {
    const letters = await this.source.of(ids);
    const name = letters.length === 1 ? letters[0].reference : 'letters';
    return new StreamableFile(await makeLetters(letters), {
      type: 'application/pdf',
      disposition: `inline; filename="${name}.pdf"`,
    });
  }
}
