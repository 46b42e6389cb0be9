import type { MultipartFile } from '@fastify/multipart';
import { Controller, Get, Header, Inject, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { servedFile } from '../../platform/http/served-file.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { AttachmentsService, MAX_UPLOAD_BYTES } from './attachments.service.js';
import { idParam } from './conversations.schemas.js';

/** What a browser may show in the page; anything else is only downloaded, whatever it says it is. */
const INLINE = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/webm',
  'application/pdf',
]);

/** Whether a browser may show a file of this type in the page. */
export function mayShowInPage(contentType: string): boolean {
  return INLINE.has(contentType);
}

/** The multipart parser says in plain errors that a form has no boundary, or ends in the middle of the file. */
const isTornForm = (error: unknown): boolean =>
  error instanceof Error &&
  !('code' in error) &&
  /multipart|part header|part terminated/i.test(error.message);

const noFile = () =>
  new InvalidRequestError([{ path: 'file', message: 'Send one file as multipart/form-data.' }]);

async function fileOf(request: FastifyRequest): Promise<MultipartFile | undefined> {
  try {
    return await request.file({ limits: { fileSize: MAX_UPLOAD_BYTES + 1, files: 1 } });
  } catch (error) {
    throw isTornForm(error) ? noFile() : error;
  }
}

const pageNumber = z.coerce.number().int().min(1).max(10_000);
const downloadQuery = z.object({ download: z.enum(['0', '1']).default('0') });

@ApiTags('attachments')
@Controller('api/v1')
export class AttachmentsController {
  constructor(@Inject(AttachmentsService) private readonly attachments: AttachmentsService) {}

  @Post('uploads')
  @Allow('conversations.reply')
  @ApiConsumes('multipart/form-data')
  @ApiOperation({ summary: 'Upload a file to attach to a reply' })
  async upload(@Req() request: FastifyRequest, @CurrentStaff() staff: SignedInStaff) {
    const file = request.isMultipart() ? await fileOf(request) : undefined;
    if (!file) throw noFile();
    try {
      return await this.attachments.upload(
        { name: file.filename, contentType: file.mimetype, stream: file.file },
        staff.id,
      );
    } catch (error) {
      throw isTornForm(error) ? noFile() : error;
    }
  }

  @Get('attachments/:id')
  @Allow('conversations.read')
  // A stranger's file must not run as ours, whatever is in it, nor be taken for another type.
  @Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'private, max-age=3600, immutable')
  async open(
    @Param('id', { schema: idParam }) id: string,
    @Query({ schema: downloadQuery }) query: { download: '0' | '1' },
  ): Promise<StreamableFile> {
    const file = await this.attachments.open(id);
    return servedFile(file, query.download === '0' && mayShowInPage(file.contentType));
  }

  @Get('attachments/:id/pages')
  @Allow('conversations.read')
  @Header('Cache-Control', 'private, max-age=3600, immutable')
  @ApiOperation({ summary: 'How many pages a PDF or a picture (HEIC as well) has to look at' })
  async pages(@Param('id', { schema: idParam }) id: string): Promise<{ pages: number }> {
    return { pages: await this.attachments.pages(id) };
  }

  @Get('attachments/:id/pages/:page')
  @Allow('conversations.read')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'private, max-age=3600, immutable')
  @ApiOperation({ summary: 'A page of it as JPEG, upright' })
  async page(
    @Param('id', { schema: idParam }) id: string,
    @Param('page', { schema: pageNumber }) page: number,
  ): Promise<StreamableFile> {
    const { stream, size } = await this.attachments.openPage(id, page);
    return new StreamableFile(stream, { type: 'image/jpeg', length: size, disposition: 'inline' });
  }
}
