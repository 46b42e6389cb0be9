import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access/access.js';
import { LANGUAGES, translate } from '../../platform/i18n/translate.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { TEMPLATE_KINDS, variablesOf } from './template-kinds.js';
import { TemplatePreviews } from './template-previews.js';
import { SecondPersonNeededError } from './templates.errors.js';
import {
  draftBody,
  previewBody,
  stateBody,
  type TemplateDraft,
  type TemplatePreviewInput,
  type TemplateStateChange,
  templateId,
  type VersionsQuery,
  versionsQuery,
} from './templates.schemas.js';
import { NoticeTemplates } from './templates.service.js';

@ApiTags('notice templates')
@Controller('api/v1/notice-templates')
export class NoticeTemplatesController {
  constructor(
    @Inject(NoticeTemplates) private readonly templates: NoticeTemplates,
    @Inject(TemplatePreviews) private readonly previews: TemplatePreviews,
  ) {}

  @Get()
  @Allow('notices.write')
  @ApiOperation({ summary: 'The words in force and those being worked on, with the built-in ones' })
  async list() {
    const kinds = TEMPLATE_KINDS.map((kind) => ({
      kind,
      variables: variablesOf(kind),
      builtIn: Object.fromEntries(
        LANGUAGES.map((language) => [language, translate(language, `notice.${kind}`)]),
      ),
    }));
    return { kinds, data: await this.templates.list() };
  }

  @Get('versions')
  @Allow('notices.write')
  @ApiOperation({ summary: 'All versions of one text, newest first' })
  async versions(@Query({ schema: versionsQuery }) query: VersionsQuery) {
    return { data: await this.templates.versions(query) };
  }

  @Put('drafts')
  @Allow('notices.write')
  @ApiOperation({ summary: 'Write the next version of a text, or go on with it' })
  write(@Body({ schema: draftBody }) draft: TemplateDraft, @CurrentStaff() staff: SignedInStaff) {
    return this.templates.write(draft, staff.id);
  }

  @Put(':id/state')
  @Allow('notices.write')
  @ApiOperation({ summary: 'Propose, take back, approve (a second person) or retire' })
  change(
    @Param('id', { schema: templateId }) id: string,
    @Body({ schema: stateBody }) change: TemplateStateChange,
    @CurrentStaff() staff: SignedInStaff,
  ) {
    if (change.state === 'approved' && !staff.permissions.includes('notices.approve')) {
      throw new SecondPersonNeededError();
    }
    return this.templates.change(id, change, staff.id);
  }

  @Post('preview')
  @HttpCode(200)
  @Allow('notices.write')
  @ApiOperation({ summary: 'How words would read on each channel, with an example' })
  preview(@Body({ schema: previewBody }) input: TemplatePreviewInput) {
    return this.previews.of(input);
  }

  @Post('preview.pdf')
  @HttpCode(200)
  @Header('content-type', 'application/pdf')
  @Allow('notices.write')
  @ApiOperation({ summary: 'The same words as a letter on paper' })
  letter(@Body({ schema: previewBody }) input: TemplatePreviewInput) {
    return this.previews.letter(input);
  }
}
