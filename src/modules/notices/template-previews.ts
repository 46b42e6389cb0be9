import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Config } from '../../platform/config/config.js';
import { translate } from '../../platform/i18n/translate.js';
import { makeLetters } from '../letters/letter-pdf.js';
import { SettingsService } from '../staff/settings.service.js';
import { type NoticeFacts, type NoticeKind, tellsInFull } from './notice-words.js';
import { filled, unknownVariables, valuesOf, variablesOf } from './template-kinds.js';
import type { TemplatePreviewInput } from './templates.schemas.js';

const DAY_MS = 86_400_000;

export interface ChannelPreview {
  channel: ChannelType;
  subject: string | null;
  text: string;
  /** How the network's own template reads, where one stands for these words and is approved. */
  network: { name: string; text: string | null } | null;
  /** Codes: `too_long`, `no_template`, `in_full_only`. */
  problems: string[];
}

/** What words would read like on each channel, with an example's values. */
@Injectable()
export class TemplatePreviews {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(SettingsService) private readonly settings: SettingsService,
  ) {}

  async of(input: TemplatePreviewInput): Promise<{ data: ChannelPreview[]; unknown: string[] }> {
    const values = await this.example(input);
    const channels = this.registry.types().filter((channel) => this.isTold(input.kind, channel));
    const data = await Promise.all(channels.map((channel) => this.on(channel, input, values)));
    return { data, unknown: unknownVariables(input.kind, input.subject, input.body) };
  }

  /** The same words as a letter on paper. */
  async letter(input: TemplatePreviewInput): Promise<Buffer> {
    const { organisationName } = await this.settings.get();
    const values = await this.example(input);
    return makeLetters([
      {
        language: input.language,
        organisation: organisationName[input.language],
        reference: '100-0016',
        date: new Date(),
        recipient: [values['name'] ?? ''],
        answers: null,
        subject: this.subject(input, values),
        text: filled(input.body, values),
        signatory: null,
        enclosures: [],
      },
    ]);
  }

  /** Every variable of the kind with a value that looks like a real one. */
  async example({ kind, language }: { kind: TemplatePreviewInput['kind']; language: Language }) {
    const { organisationName } = await this.settings.get();
    const words = (key: string) => translate(language, `notice.example.${key}`);
    const now = Date.now();
    const facts: NoticeFacts = {
      id: '',
      kind: (kind === 'decision_ready' ? 'decision' : kind) as NoticeKind,
      requestId: '',
      reference: '7100-0014',
      requestType: { ar: words('type'), en: words('type') },
      applicantName: words('name'),
      organisation: organisationName,
      notBefore: new Date(now + 14 * DAY_MS),
      answerBy: new Date(now + 30 * DAY_MS),
      variables: {
        papers: words('papers').split('\n'),
        to: words('to'),
        when: new Date(now + 3 * DAY_MS).toISOString(),
        place: words('place'),
        what: words('what'),
      },
      text: words('text'),
      link: `${this.config.env.PUBLIC_URL}/track`,
    };
    const values = valuesOf(facts, language);
    return Object.fromEntries(variablesOf(kind).map((name) => [name, values[name] ?? '']));
  }

  private isTold(kind: TemplatePreviewInput['kind'], channel: ChannelType): boolean {
    // A form is no way back: its answer goes by the channel that the person chose.
    if (channel === 'help_request' || channel === 'volunteering') return false;
    if (kind === 'decision') return tellsInFull(channel);
    return kind !== 'decision_ready' || !tellsInFull(channel);
  }

  private async on(
    channel: ChannelType,
    input: TemplatePreviewInput,
    values: Record<string, string>,
  ): Promise<ChannelPreview> {
    const { capabilities } = this.registry.get(channel);
    const text = filled(input.body, values);
    const needsNetwork = capabilities.replyWindowHours !== null;
    const network = needsNetwork && input.networkName ? await this.network(channel, input, values) : null;
    return {
      channel,
      subject: capabilities.threaded ? this.subject(input, values) : null,
      text,
      network,
      problems: [
        ...(capabilities.maxTextLength !== null && text.length > capabilities.maxTextLength
          ? ['too_long']
          : []),
        ...(needsNetwork && !network?.text ? ['no_template'] : []),
      ],
    };
  }

  private subject({ subject, language }: TemplatePreviewInput, values: Record<string, string>): string {
    return filled(subject ?? translate(language, 'notice.subject'), values);
  }

  private async network(channel: ChannelType, input: TemplatePreviewInput, values: Record<string, string>) {
    const name = input.networkName!;
    const account = this.accounts.usable(channel);
    const templates = account ? await this.registry.get(channel).templates(account) : [];
    const approved = templates.find(
      (each) => each.name === name && each.language === input.networkLanguage && each.status === 'approved',
    );
    if (!approved || approved.variables !== input.networkVariables.length) return { name, text: null };
    const places = input.networkVariables.map((variable) => values[variable] ?? '');
    return {
      name,
      text: approved.text.replace(/\{\{(\d+)\}\}/g, (_, number) => places[Number(number) - 1] ?? ''),
    };
  }
}
