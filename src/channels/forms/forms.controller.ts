import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/access/access.js';
import { Clock } from '../../platform/clock.js';
import { networkOf } from '../../platform/http/network.js';
import { acceptedLanguage } from '../../platform/i18n/translate.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { InvalidPayloadError } from '../core/channels.errors.js';
import {
  MAX_FILE_BYTES,
  PART_BYTES,
  PartUploads,
  partNumber,
  type WholeFile,
  wholeFile,
} from '../core/part-uploads.js';
import { FormNotFoundError, TicketInvalidError, TooFastError } from './forms.errors.js';
import { FORMS, type FormName, MAX_FILES } from './forms.fields.js';
import { type Deed, FormLimits } from './forms.limits.js';
import { type Solution, solutionSchema } from './forms.proof.js';
import { receiptNumber } from './forms.receipt.js';
import { FormsService } from './forms.service.js';

const BY_TICKET = "the form's own ticket, which costs a proof of work; limited per address";
/** Reading the first question takes longer. */
const LEAST_SECONDS = 3;

const uuid = z.uuid().toLowerCase();
const named = z.object({ id: uuid });
/** A field that no person sees: only machines fill it in. */
const trap = z.object({ website: z.string().optional() });

/** What the pages /help and /volunteer talk to. */
@ApiTags('public forms')
@Controller('channels/forms/:account')
export class FormsController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(FormsService) private readonly forms: FormsService,
    @Inject(PartUploads) private readonly files: PartUploads,
    @Inject(FormLimits) private readonly limits: FormLimits,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get()
  @Public('what the pages show; limited per address')
  async meta(@Req() request: FastifyRequest) {
    await this.count('look', request);
    const { channels, trial } = this.forms.answerChannels();
    return {
      organisation: await this.forms.organisation(),
      answerBy: channels,
      trial,
      files: { most: MAX_FILES, bytes: MAX_FILE_BYTES, partBytes: PART_BYTES },
    };
  }

  @Post('challenges')
  @Public('a puzzle; limited per address')
  async challenge(@Req() request: FastifyRequest) {
    await this.count('open', request);
    return this.forms.challenge();
  }

  @Put('drafts/:id')
  @Public('a solved puzzle; limited per address')
  async open(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: solutionSchema }) solution: Solution,
    @Req() request: FastifyRequest,
  ): Promise<{ ticket: string }> {
    await this.count('open', request);
    return this.forms.open(id, solution);
  }

  @Put('drafts/:id/files/:fileId/parts/:number')
  @HttpCode(204)
  @Public(BY_TICKET)
  @RouteConfig({ bodyLimit: PART_BYTES })
  async part(
    @Param('id', { schema: uuid }) id: string,
    @Param('fileId', { schema: uuid }) fileId: string,
    @Param('number', { schema: partNumber }) number: number,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.count('upload', request);
    this.admit(id, request);
    if (!Buffer.isBuffer(request.body))
      throw new InvalidPayloadError('send the bytes as application/octet-stream');
    // Twice as many as may be sent: somebody changes their mind.
    await this.files.keepPart({ ownerId: id, fileId, number }, request.body, MAX_FILES * 2);
  }

  @Put('drafts/:id/files/:fileId')
  @Public(BY_TICKET)
  async file(
    @Param('id', { schema: uuid }) id: string,
    @Param('fileId', { schema: uuid }) fileId: string,
    @Body({ schema: wholeFile }) whole: WholeFile,
    @Req() request: FastifyRequest,
  ) {
    await this.count('upload', request);
    this.admit(id, request);
    return this.files.finish(id, fileId, whole);
  }

  /** Durable when it is answered. Sending the same form again answers the same. */
  @Post(':form')
  @HttpCode(202)
  @Public(BY_TICKET)
  async submit(
    @Param('account') accountName: string,
    @Param('form') name: string,
    @Body() body: unknown,
    @Headers('accept-language') accepted: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<{ id: string; receipt: string }> {
    if (!isForm(name)) throw new FormNotFoundError(name);
    const account = this.accounts.named(FORMS[name], accountName);
    const { id } = named.parse(body);
    const age = this.admit(id, request);
    if (age < LEAST_SECONDS) throw new TooFastError(LEAST_SECONDS - age);
    await this.count('send', request);
    const checked = this.forms.check(name, body, acceptedLanguage(accepted));
    const suspect = Boolean(trap.safeParse(body).data?.website);
    await this.forms.admit(checked);
    // Last: what a refused form has brought is swept.
    const files = await this.files.claim(id, checked.form.files);
    await this.forms.submit(account, checked, { suspect, enteredBy: null, files });
    return { id, receipt: receiptNumber(id) };
  }

  @Get('drafts/:id')
  @Public(BY_TICKET)
  async outcome(@Param('id', { schema: uuid }) id: string, @Req() request: FastifyRequest) {
    await this.count('look', request);
    this.admit(id, request);
    return this.forms.outcome(id);
  }

  /** @returns the ticket's age in seconds */
  private admit(formId: string, { headers }: FastifyRequest): number {
    const ticket = /^Bearer (\S{1,200})$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const age = this.forms.proofs.ticketAge(formId, ticket, this.clock.now());
    if (age === null) throw new TicketInvalidError();
    return age;
  }

  private count(deed: Deed, request: FastifyRequest): Promise<void> {
    return this.limits.network(deed, networkOf(request.socket.remoteAddress ?? '', request.headers));
  }
}

function isForm(name: string): name is FormName {
  return Object.hasOwn(FORMS, name);
}
