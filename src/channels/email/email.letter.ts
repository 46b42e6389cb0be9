import type { Readable } from 'node:stream';
import type { OutboundMessage } from '../core/channel-adapter.js';
import { messageIdOf, messageIds } from './email.message-id.js';

/** What the sender gives to nodemailer. */
export interface Letter {
  messageId: string;
  from: string;
  to: { name: string; address: string };
  replyTo?: string;
  subject: string;
  inReplyTo?: string;
  references?: string[];
  headers: Record<string, string>;
  text: string;
  html: string;
  attachments: { filename: string; contentType: string; content: Readable }[];
}

const ANSWER_PREFIX = /^\s*((re|aw|fw|fwd|sv|رد|إعادة توجيه|الرد)\s*(\[\d+\])?\s*[:：]\s*)+/i;
const WITHOUT_SUBJECT = { ar: 'رسالتكم', en: 'Your message' } as const;
/** References that a mail names: the first, and the last of a long thread. */
const MAX_REFERENCES = 20;

/** A message as the mail that leaves. A pure function, but for the attachments that it opens. */
export function letterOf(
  message: OutboundMessage,
  account: { from: string; domain: string; replyTo: string | null },
): Letter {
  const thread = [...new Set(message.thread.flatMap(messageIds))];
  const references =
    thread.length > MAX_REFERENCES ? [thread[0] as string, ...thread.slice(1 - MAX_REFERENCES)] : thread;
  const answered = references.at(-1);
  return {
    messageId: messageIdOf(message.id, account.domain),
    from: account.from,
    to: { name: message.to.displayName ?? '', address: message.to.address },
    ...(account.replyTo && { replyTo: account.replyTo }),
    subject: subjectOf(message),
    ...(answered && { inReplyTo: answered, references }),
    headers: message.automatic
      ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }
      : { 'Auto-Submitted': 'no' },
    text: message.text,
    html: htmlOf(message.text, message.language),
    attachments: message.attachments.map(({ fileName, contentType, open }) => ({
      filename: fileName,
      contentType,
      content: open(),
    })),
  };
}

function subjectOf({ subject, language, reference, thread }: OutboundMessage): string {
  const own = (subject ?? '').replace(ANSWER_PREFIX, '').replace(/\s+/g, ' ').trim();
  const named = own === '' ? WITHOUT_SUBJECT[language] : own;
  const marked = named.includes(reference) ? named : `${named} [${reference}]`;
  return thread.length > 0 || subject !== null ? `Re: ${marked}` : marked;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}،؛؟]/g;
/** Numbers of several groups: without isolation a right-to-left line turns them round. */
const NUMBER = /(?<![\w&#])\+?\d[\d\- ]{4,}\d(?!\w)/g;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] as string);

/** The text as HTML: paragraphs that find their own direction inside a letter that has one. */
export function htmlOf(text: string, language: 'ar' | 'en'): string {
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const paragraphs = text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n{2,}/)
    .map(
      (paragraph) =>
        `<p dir="auto" style="margin:0 0 1em">${paragraph.split('\n').map(inline).join('<br>')}</p>`,
    );
  return [
    '<!DOCTYPE html>',
    `<html dir="${direction}" lang="${language}">`,
    '<head><meta charset="utf-8"></head>',
    `<body dir="${direction}" style="font-family:Tahoma,Arial,sans-serif;font-size:15px;line-height:1.6;text-align:start">`,
    ...paragraphs,
    '</body>',
    '</html>',
  ].join('\n');
}

function inline(line: string): string {
  let html = '';
  let end = 0;
  for (const match of line.matchAll(LINK)) {
    const [link] = match;
    html += isolated(line.slice(end, match.index));
    html += `<a href="${escaped(link)}" dir="ltr">${escaped(link)}</a>`;
    end = match.index + link.length;
  }
  return html + isolated(line.slice(end));
}

const isolated = (text: string): string =>
  escaped(text).replace(NUMBER, (number) => `<bdi dir="ltr">${number}</bdi>`);
