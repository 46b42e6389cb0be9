import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChosenTemplate } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import type { Sql } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import { type NoticeComposition, type NoticeFacts, type NoticePlace, NoticeWords } from './notice-words.js';
import { filled, kindOn, valuesOf } from './template-kinds.js';
import type { TemplateView } from './templates.schemas.js';
import { NoticeTemplates } from './templates.service.js';

/** The words in force, and the built-in ones of the catalogues where nobody has written any. */
@Injectable()
export class TemplateWords extends NoticeWords {
  constructor(
    @Inject(NoticeTemplates) private readonly templates: NoticeTemplates,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {
    super();
  }

  async compose(sql: Sql, notice: NoticeFacts, place: NoticePlace): Promise<NoticeComposition> {
    const kind = kindOn(place.channel, notice.kind);
    const template = await this.templates.inForce(sql, kind, place.channel, place.language);
    const values = valuesOf(notice, place.language);
    if (!place.windowOpen) return this.onNetwork(template, values, place);
    const text = filled(template?.body ?? translate(place.language, `notice.${kind}`), values);
    const { maxTextLength, threaded } = place.capabilities;
    if (maxTextLength !== null && text.length > maxTextLength) return { unsendable: 'too_long' };
    const subject = filled(template?.subject ?? translate(place.language, 'notice.subject'), values);
    return { subject: threaded ? subject : null, text, template: null };
  }

  /** Outside its window a network takes only texts that it has approved itself. */
  private async onNetwork(
    template: TemplateView | null,
    values: Record<string, string>,
    place: NoticePlace,
  ): Promise<NoticeComposition> {
    if (!template?.networkName) return { unsendable: 'no_template' };
    const account = this.accounts.get(place.accountId);
    const approved = (await this.registry.get(account.channel).templates(account)).find(
      ({ name, language, status }) =>
        name === template.networkName && language === template.networkLanguage && status === 'approved',
    );
    if (!approved || approved.variables !== template.networkVariables.length) {
      return { unsendable: 'no_template' };
    }
    const variables = template.networkVariables.map((name) => oneLine(values[name] ?? ''));
    const chosen: ChosenTemplate = { name: approved.name, language: approved.language, variables };
    const text = approved.text.replace(/\{\{(\d+)\}\}/g, (_, number) => variables[Number(number) - 1] ?? '');
    return { subject: null, text, template: chosen };
  }
}

/** WhatsApp refuses variables with line ends, tabs or many spaces, and empty ones. */
function oneLine(value: string): string {
  return (
    value
      .replace(/\s*\n\s*/g, '، ')
      .replace(/\s{2,}/g, ' ')
      .trim() || '—'
  );
}
