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
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { servedFile } from '../../platform/http/served-file.js';
import { mayShowInPage } from '../conversations/attachments.controller.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { RequestDetails } from './request-detail.js';
import { RequestFiles } from './request-files.js';
import { RequestMatching } from './request-matching.js';
import {
  type DatumCheck,
  datumBody,
  type FilesBody,
  fileQuery,
  filesBody,
  itemKey,
  type PaperCheck,
  paperBody,
  requestId,
} from './requests.schemas.js';

/** The papers of a request, their scans, and what was held against them. */
@ApiTags('requests')
@Controller('api/v1/requests/:id')
export class RequestPapersController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestFiles) private readonly files: RequestFiles,
    @Inject(RequestMatching) private readonly matching: RequestMatching,
    @Inject(RequestDetails) private readonly details: RequestDetails,
  ) {}

  @Post('files')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Add uploads of yours, or attachments of the same person' })
  async add(
    @Param('id', { schema: requestId }) id: string,
    @Body({ schema: filesBody }) body: FilesBody,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return { ids: await this.database.transaction((tx) => this.files.take(tx, id, body, staff.id)) };
  }

  @Delete('files/:fileId')
  @Allow('requests.write')
  @HttpCode(204)
  async remove(
    @Param('id', { schema: requestId }) id: string,
    @Param('fileId', { schema: requestId }) fileId: string,
    @CurrentStaff() staff: SignedInStaff,
  ): Promise<void> {
    await this.database.transaction((tx) =>
      this.files.remove(tx, id, fileId, { kind: 'staff', id: staff.id }),
    );
  }

  @Get('files/:fileId')
  @Allow('requests.read')
  // A stranger's file must not run as ours, whatever is in it, nor be taken for another type.
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'private, no-cache')
  async open(
    @Param('id', { schema: requestId }) id: string,
    @Param('fileId', { schema: requestId }) fileId: string,
    @Query({ schema: fileQuery }) { download }: z.output<typeof fileQuery>,
  ): Promise<StreamableFile> {
    const file = await this.files.open(id, fileId);
    return servedFile(file, !download && mayShowInPage(file.contentType));
  }

  @Put('papers/:key')
  @Allow('requests.write')
  @ApiOperation({ summary: 'What was found when the paper was looked at' })
  checkPaper(
    @Param('id', { schema: requestId }) id: string,
    @Param('key', { schema: itemKey }) key: string,
    @Body({ schema: paperBody }) check: PaperCheck,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.matching.paper(tx, id, key, check, staff.id));
  }

  @Put('data-checks/:key')
  @Allow('requests.write')
  @ApiOperation({ summary: 'Whether a datum was held against a document, and until when that holds' })
  checkDatum(
    @Param('id', { schema: requestId }) id: string,
    @Param('key', { schema: itemKey }) key: string,
    @Body({ schema: datumBody }) check: DatumCheck,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    return this.afterwards(id, staff, (tx) => this.matching.datum(tx, id, key, check, staff.id));
  }

  private async afterwards(id: string, staff: SignedInStaff, work: (tx: Transaction) => Promise<void>) {
    await this.database.transaction(work);
    return this.details.of(id, staff);
  }
}
