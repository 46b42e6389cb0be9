/** What the network has approved for the stand-in's WhatsApp account. STAND_IN_TEMPLATES=none leaves it bare. */
import type { ChosenTemplate, Conversation, MessageTemplate } from '../src/lib/schemas';
import { channels } from './people.ts';
import { Refusal } from './refusal.ts';

const template = (
  name: string,
  language: string,
  text: string,
  more: Partial<MessageTemplate> = {},
): MessageTemplate => ({
  name,
  language,
  status: 'approved',
  category: 'UTILITY',
  quality: 'GREEN',
  text,
  variables: new Set(text.match(/\{\{\d+\}\}/g) ?? []).size,
  ...more,
});

const templates: MessageTemplate[] = [
  template(
    'appointment_reminder',
    'ar',
    'السلام عليكم {{1}}، نذكّركم بموعد زيارة الباحثة الاجتماعية يوم {{2}} الساعة {{3}}. للتأجيل أجيبوا على هذه الرسالة.',
  ),
  template(
    'request_decision',
    'ar',
    'السلام عليكم {{1}}، صدر القرار في طلبكم رقم {{2}}. اكتبوا لنا لمعرفة التفاصيل.',
  ),
  template('papers_missing', 'ar', 'لإكمال طلبكم رقم {{1}} نحتاج: {{2}}.', { quality: 'YELLOW' }),
  template(
    'conversation_reopen',
    'ar',
    'وصلنا ما طلبتم، ويسعدنا أن نكمل معكم. أجيبوا على هذه الرسالة متى شئتم.',
    {
      quality: 'UNKNOWN',
    },
  ),
  template('appointment_reminder', 'en_US', 'Hello {{1}}, a reminder of your visit on {{2}} at {{3}}.'),
  template('ramadan_baskets', 'ar', 'يسر الجمعية دعوتكم إلى استلام سلة رمضان من {{1}}.', {
    status: 'pending',
    category: 'MARKETING',
    quality: null,
  }),
  template('survey_link', 'ar', 'قيّموا خدمتنا: {{1}}', {
    status: 'rejected',
    category: 'MARKETING',
    quality: null,
  }),
  template('winter_clothing', 'ar', 'بدأ توزيع كسوة الشتاء في فرع {{1}}.', {
    status: 'paused',
    quality: 'RED',
  }),
];

export function templatesOf(accountId: string | undefined): MessageTemplate[] {
  const found = channels.find((one) => one.id === accountId);
  if (!found) throw new Refusal(404, 'channel.account_not_found');
  return found.channel === 'whatsapp' && process.env['STAND_IN_TEMPLATES'] !== 'none' ? templates : [];
}

const accountOf = ({ channel, account }: Conversation) =>
  channels.find((one) => one.channel === channel && one.name === account);

/** What the person will read, or why it cannot be sent. */
export function render(conversation: Conversation, { name, language, variables }: ChosenTemplate): string {
  const found = templatesOf(accountOf(conversation)?.id).find(
    (one) => one.name === name && one.language === language && one.status === 'approved',
  );
  if (!found) throw new Refusal(422, 'template.not_approved', { name, language });
  if (found.variables !== variables.length) {
    throw new Refusal(422, 'template.variables', {
      name,
      expected: found.variables,
      given: variables.length,
    });
  }
  return found.text.replace(/\{\{(\d+)\}\}/g, (place, number) => variables[Number(number) - 1] ?? place);
}

/** Refuses free text once the window is closed, as the hub does. */
export function checkWindow(conversation: Conversation): void {
  const hours = accountOf(conversation)?.capabilities.replyWindowHours ?? null;
  if (hours === null) return;
  const since = conversation.lastInboundAt ? new Date(conversation.lastInboundAt).getTime() : 0;
  if (Date.now() - since >= hours * 3_600_000) throw new Refusal(409, 'message.window_closed', { hours });
}
