import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { StaffId } from '../../platform/access/staff-id.js';
import { acceptedLanguage } from '../../platform/i18n/translate.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { Colleagues } from '../core/colleagues.js';
import { UploadedFiles } from '../core/uploaded-files.js';
import { FORMS, type FormName } from './forms.fields.js';
import { receiptNumber } from './forms.receipt.js';
import { FormsService } from './forms.service.js';

const formName = z.enum(['help', 'volunteer']);
const formId = z.uuid().toLowerCase();

/** The same forms, filled in by one of us for somebody who cannot. */
@ApiTags('forms')
@Controller('api/v1/forms')
export class FormsDeskController {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(Colleagues) private readonly colleagues: Colleagues,
    @Inject(UploadedFiles) private readonly uploads: UploadedFiles,
    @Inject(FormsService) private readonly forms: FormsService,
  ) {}

  @Get()
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Ways to be answered that the forms offer' })
  meta() {
    const { channels, trial } = this.forms.answerChannels();
    return { answerBy: channels, trial };
  }

  @Post(':form')
  @HttpCode(202)
  @Allow('conversations.reply')
  @ApiOperation({ summary: 'Fill in a help request or an offer to volunteer for somebody' })
  async submit(
    @Param('form', { schema: formName }) name: FormName,
    @Body() body: unknown,
    @Headers('accept-language') accepted: string | undefined,
    @StaffId() staffId: string,
  ): Promise<{ id: string; receipt: string }> {
    const checked = this.forms.check(name, body, acceptedLanguage(accepted));
    const { id } = checked.form;
    await this.forms.submit(this.accounts.named(FORMS[name], 'default'), checked, {
      suspect: false,
      enteredBy: { id: staffId, name: await this.colleagues.nameOf(staffId) },
      files: await this.uploads.of(staffId, checked.form.files),
    });
    return { id, receipt: receiptNumber(id) };
  }

  @Get('submissions/:id')
  @Allow('conversations.reply')
  @ApiOperation({ summary: "A form's reference, as soon as it has one" })
  outcome(@Param('id', { schema: formId }) id: string) {
    return this.forms.outcome(id);
  }
}
