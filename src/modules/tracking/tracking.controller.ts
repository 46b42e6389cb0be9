import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InvalidPayloadError } from '../../channels/core/channels.errors.js';
import { PART_BYTES, partNumber, type WholeFile, wholeFile } from '../../channels/core/part-uploads.js';
import { Public } from '../../platform/access/access.js';
import { Config } from '../../platform/config/config.js';
import { networkOf } from '../../platform/http/network.js';
import { TrackCodes } from './tracking.codes.js';
import { TrackedDeeds } from './tracking.deeds.js';
import { Counts, CurrentTracked, TrackGuard } from './tracking.guard.js';
import { TrackedPapers } from './tracking.papers.js';
import { TrackedRequests } from './tracking.requests.js';
import {
  type CodeEntry,
  type CodeWish,
  codeEntry,
  codeWish,
  type NewMessage,
  type NewRating,
  type NewWithdrawal,
  newAppeal,
  newMessage,
  newRating,
  newWithdrawal,
} from './tracking.schemas.js';
import { clearTrackCookie, setTrackCookie, type Tracked, TrackSessions } from './tracking.sessions.js';

const BY_SESSION = 'a session that a one-time code opened, for one request and half an hour';
/** Until another code can be asked for; the page counts it down. */
const AGAIN_AFTER_SECONDS = 60;

const uuid = z.uuid().toLowerCase();
const paperKey = z.string().min(1).max(60);
const finishedFile = wholeFile.extend({ fileId: uuid });

/** What the page /track talks to. Nothing is shown before a code was right. */
@ApiTags('tracking page')
@Controller('track/api')
@UseGuards(TrackGuard)
export class TrackingController {
  private readonly secure: boolean;

  constructor(
    @Inject(Config) config: Config,
    @Inject(TrackCodes) private readonly codes: TrackCodes,
    @Inject(TrackSessions) private readonly sessions: TrackSessions,
    @Inject(TrackedRequests) private readonly requests: TrackedRequests,
    @Inject(TrackedDeeds) private readonly deeds: TrackedDeeds,
    @Inject(TrackedPapers) private readonly papers: TrackedPapers,
  ) {
    this.secure = config.publicUrl.startsWith('https:');
  }

  /** Always the same answer: if it is right, a code is on its way. */
  @Post('codes')
  @HttpCode(202)
  @Public(
    'says nothing; a code goes to the contact point of the request only; limited per network, contact, and both with the number',
  )
  @Counts('code')
  async code(@Body({ schema: codeWish }) wish: CodeWish): Promise<{ againAfterSeconds: number }> {
    await this.codes.ask(wish);
    return { againAfterSeconds: AGAIN_AFTER_SECONDS };
  }

  @Post('sessions')
  @HttpCode(204)
  @Public('a one-time code; wrong ones lock out for longer and longer')
  @Counts('code')
  async enter(
    @Body({ schema: codeEntry }) entry: CodeEntry,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const network = networkOf(request.socket.remoteAddress ?? '', request.headers);
    setTrackCookie(reply, await this.codes.enter(entry, network), this.secure);
  }

  @Delete('session')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('look')
  async leave(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(request.headers.cookie);
    clearTrackCookie(reply, this.secure);
  }

  @Get('request')
  @Public(BY_SESSION)
  @Counts('look')
  async request(@CurrentTracked() tracked: Tracked, @Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('cache-control', 'no-store');
    return this.requests.view(tracked);
  }

  /** To be called when the decision stands on the screen: it proves that it arrived. */
  @Put('decision/shown')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('look')
  async shown(@CurrentTracked() tracked: Tracked): Promise<void> {
    await this.deeds.read(tracked);
  }

  @Put('papers/:key/files/:fileId/parts/:number')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('upload')
  @RouteConfig({ bodyLimit: PART_BYTES })
  async part(
    @CurrentTracked() tracked: Tracked,
    @Param('fileId', { schema: uuid }) fileId: string,
    @Param('number', { schema: partNumber }) number: number,
    @Req() { body }: FastifyRequest,
  ): Promise<void> {
    if (!Buffer.isBuffer(body)) throw new InvalidPayloadError('send the bytes as application/octet-stream');
    await this.papers.keepPart(tracked, fileId, number, body);
  }

  /** Answers which parts have yet to come; none: the paper is there. */
  @Post('papers/:key/files')
  @HttpCode(200)
  @Public(BY_SESSION)
  @Counts('upload')
  file(
    @CurrentTracked() tracked: Tracked,
    @Param('key', { schema: paperKey }) key: string,
    @Body({ schema: finishedFile }) file: WholeFile & { fileId: string },
  ): Promise<{ missing: number[] }> {
    return this.papers.finish(tracked, key, file);
  }

  @Post('messages')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('write')
  async message(
    @CurrentTracked() tracked: Tracked,
    @Body({ schema: newMessage }) message: NewMessage,
  ): Promise<void> {
    await this.deeds.write(tracked, message);
  }

  @Post('appeal')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('write')
  async appeal(
    @CurrentTracked() tracked: Tracked,
    @Body({ schema: newAppeal }) appeal: NewMessage,
  ): Promise<void> {
    await this.deeds.appeal(tracked, appeal);
  }

  @Post('withdrawal')
  @HttpCode(200)
  @Public(BY_SESSION)
  @Counts('write')
  withdraw(
    @CurrentTracked() tracked: Tracked,
    @Body({ schema: newWithdrawal }) withdrawal: NewWithdrawal,
  ): Promise<{ withdrawn: boolean }> {
    return this.deeds.withdraw(tracked, withdrawal);
  }

  @Put('rating')
  @HttpCode(204)
  @Public(BY_SESSION)
  @Counts('write')
  async rate(
    @CurrentTracked() tracked: Tracked,
    @Body({ schema: newRating }) rating: NewRating,
  ): Promise<void> {
    await this.deeds.rate(tracked, rating);
  }
}
