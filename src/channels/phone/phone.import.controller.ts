import { Body, Controller, HttpCode, Inject, Post, UploadedFile, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  FileInterceptor,
  memoryStorage,
  type UploadedMultipartFile,
} from '@nestjs/platform-fastify/multipart';
import { ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { type Colleague, CurrentColleague } from '../../platform/access/colleague.js';
import { CallFileEmptyError } from './phone.errors.js';
import {
  type CompleteReading,
  completeReadingSchema,
  type Reading,
  readingSchema,
} from './phone.import.schemas.js';
import { CallImports } from './phone.import.service.js';

/** Some 100,000 calls. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const FILE = FileInterceptor('file', {
  storage: memoryStorage(),
  limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 4, fieldSize: 32 * 1024, headerPairs: 20 },
});

/** A form's field that holds JSON. */
const jsonField = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

const previewForm = z.object({ reading: jsonField(readingSchema).default(() => readingSchema.parse({})) });
const importForm = z.object({ reading: jsonField(completeReadingSchema) });

/** Call records of a telephone exchange. The file goes up twice: to be looked at, and to be brought in. */
@ApiTags('phone channel')
@Controller('api/v1/calls/imports')
export class PhoneImportController {
  constructor(@Inject(CallImports) private readonly imports: CallImports) {}

  @Post('preview')
  @HttpCode(200)
  @Allow('calls.import')
  @RouteConfig({ bodyLimit: MAX_FILE_BYTES + 64 * 1024 })
  @UseInterceptors(FILE)
  @ApiConsumes('multipart/form-data')
  @ApiOperation({ summary: 'How a file of call records would be read, and what importing it would do' })
  preview(
    @UploadedFile() file: UploadedMultipartFile | undefined,
    @Body({ schema: previewForm }) { reading }: { reading: Reading },
  ) {
    return this.imports.preview(bytesOf(file), reading);
  }

  @Post()
  @HttpCode(202)
  @Allow('calls.import')
  @RouteConfig({ bodyLimit: MAX_FILE_BYTES + 64 * 1024 })
  @UseInterceptors(FILE)
  @ApiConsumes('multipart/form-data')
  @ApiOperation({
    summary: 'Bring in the calls that nobody answered, read as the preview says; a file twice adds nothing',
  })
  take(
    @UploadedFile() file: UploadedMultipartFile | undefined,
    @Body({ schema: importForm }) { reading }: { reading: CompleteReading },
    @CurrentColleague() importer: Colleague,
  ) {
    return this.imports.take(bytesOf(file), reading, importer);
  }
}

function bytesOf(file: UploadedMultipartFile | undefined): Buffer {
  if (!file?.buffer?.length) throw new CallFileEmptyError();
  return file.buffer;
}
