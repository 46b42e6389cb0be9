import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
  StreamableFile,
  UploadedFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  FileInterceptor,
  memoryStorage,
  type UploadedMultipartFile,
} from '@nestjs/platform-fastify/multipart';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/access/access.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { FileMissingError } from './website.errors.js';
import { Counts, CurrentVisitor, VisitorGuard } from './website.guard.js';
import { WebsiteMailbox, type WidgetMessage } from './website.mailbox.js';
import {
  type Arrival,
  arrivalSchema,
  type Contact,
  contactSchema,
  type HistoryQuery,
  historyQuerySchema,
  MAX_FILE_BYTES,
  type NewMessage,
  newMessageSchema,
  receiptSchema,
} from './website.schemas.js';
import { UploadSlots } from './website.upload-slots.js';
import { type Upload, WebsiteUploads } from './website.uploads.js';
import { type Visitor, WebsiteVisitors } from './website.visitors.js';

const BY_TOKEN = "the visitor's own token, which opens nothing but their own mailbox";
const SESSION_PAGE = { limit: 30 };

/** What the chat widget talks to, from any website. */
@ApiTags('website channel')
@Controller('channels/website/:account')
@UseGuards(VisitorGuard)
export class WebsiteController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(WebsiteVisitors) private readonly visitors: WebsiteVisitors,
    @Inject(WebsiteMailbox) private readonly mailbox: WebsiteMailbox,
    @Inject(WebsiteUploads) private readonly uploads: WebsiteUploads,
    @Inject(FileStorage) private readonly storage: FileStorage,
  ) {}

  @Post('visitors')
  @Public('anybody may come in; limited per address')
  @Counts('arrive')
  arrive(
    @Param('account') account: string,
    @Body({ schema: arrivalSchema }) arrival: Arrival,
  ): Promise<{ visitorId: string; token: string }> {
    return this.visitors.arrive(this.accounts.named('website', account), arrival);
  }

  @Get('session')
  @Public(BY_TOKEN)
  @Counts('read')
  async session(@CurrentVisitor() visitor: Visitor) {
    const [online, organisationName, messages, unread] = await Promise.all([
      this.visitors.isAnybodyHere(),
      this.visitors.organisationName(),
      this.mailbox.history(visitor, SESSION_PAGE),
      this.mailbox.unread(visitor),
      this.visitors.seen(visitor),
    ]);
    return { visitor: facts(visitor), online, organisationName, messages, unread };
  }

  @Get('messages')
  @Public(BY_TOKEN)
  @Counts('read')
  history(
    @CurrentVisitor() visitor: Visitor,
    @Query({ schema: historyQuerySchema }) query: HistoryQuery,
  ): Promise<{ data: WidgetMessage[]; nextCursor: string | null }> {
    return this.mailbox.history(visitor, query);
  }

  @Post('messages')
  @Public(BY_TOKEN)
  @Counts('write')
  post(
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: newMessageSchema }) message: NewMessage,
  ): Promise<WidgetMessage> {
    return this.mailbox.post(visitor, message);
  }

  @Post('attachments')
  @Public(BY_TOKEN)
  @Counts('upload')
  @RouteConfig({ bodyLimit: MAX_FILE_BYTES + 64 * 1024 })
  @UseInterceptors(
    UploadSlots,
    FileInterceptor('file', {
      storage: memoryStorage(),
      limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 4, fieldSize: 1024, headerPairs: 20 },
    }),
  )
  upload(
    @CurrentVisitor() visitor: Visitor,
    @UploadedFile() file: UploadedMultipartFile | undefined,
  ): Promise<Upload> {
    if (!file?.buffer) throw new FileMissingError();
    return this.uploads.keep(visitor, file.originalname, file.buffer);
  }

  @Get('attachments/:key')
  @Public(BY_TOKEN)
  @Counts('read')
  async attachment(
    @CurrentVisitor() visitor: Visitor,
    @Param('key') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const file = await this.mailbox.file(visitor, key);
    const { stream, size } = await this.storage.open(file.key);
    reply.headers({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=86400, immutable',
    });
    return new StreamableFile(stream, {
      type: file.contentType,
      length: size,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    });
  }

  @Put('contact')
  @Public(BY_TOKEN)
  @Counts('write')
  async contact(@CurrentVisitor() visitor: Visitor, @Body({ schema: contactSchema }) contact: Contact) {
    return facts(await this.visitors.leaveContact(visitor, contact));
  }

  @Put('delivered')
  @HttpCode(204)
  @Public(BY_TOKEN)
  @Counts('read')
  async delivered(
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: receiptSchema }) { ids }: { ids: string[] },
  ): Promise<void> {
    await this.mailbox.acknowledge(visitor, 'delivered', ids);
  }

  @Put('read')
  @HttpCode(204)
  @Public(BY_TOKEN)
  @Counts('read')
  async read(
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: receiptSchema }) { ids }: { ids: string[] },
  ): Promise<void> {
    await this.mailbox.acknowledge(visitor, 'read', ids);
  }
}

function facts({ id, name, phone, email, language }: Visitor) {
  return { id, name, phone, email, language };
}
