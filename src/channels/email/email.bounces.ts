import type { StatusChange } from '../core/channel-adapter.js';
import { isMachineAddress } from './email.automatic.js';
import { type BounceFacts, factsOfReport, factsOfText, ORIGINAL_BELOW } from './email.bounce-text.js';
import { textOfHtml } from './email.html.js';
import { type Mail, mailboxes } from './email.mail.js';
import { ownMessageIds } from './email.message-id.js';

/** What a mail transfer agent says about a mail that somebody sent. */
export interface Bounce {
  /** Every recipient it speaks of. */
  recipients: BounceFacts[];
  /** About a message of ours; empty when it names none. */
  statuses: StatusChange[];
}

const REPORT_PART = /^message\/(global-)?delivery-status$/;
const ENCLOSED_PART = /^(message\/(global|rfc822)(-headers)?|text\/rfc822-headers)$/;

const FAILURE_SUBJECT =
  /undeliver|delivery (status|failure|has failed|error|problem|report|notification|incomplete)|(mail|message|email) delivery|returned (mail|to sender)|returning message|failure notice|failed (delivery|mail)|delivery.{0,20}fail|non[- ]?delivery|mail system error|could not be delivered|not delivered|warning: (could not send|message)|dsn:|mail could not|unzustellbar|non remis|تعذر (التسليم|تسليم|الإرسال|إرسال)|فشل (تسليم|إرسال|التسليم)|لم يتم (تسليم|التسليم)|إشعار حالة التسليم/i;
/** Beginnings that no person types; "Re:" and "Fwd:" before them would be a person's. */
const PROGRAM_SUBJECT =
  /^\s*(undeliver(ed|able)\b|delivery (status notification|failure|has failed)|returned mail|failure notice|mail delivery failed|mail could not be delivered|message could not be delivered|\[bounce\]|ignored and rejected)/i;
/** Absence notes come with a null return path too. */
const MACHINE_ANSWER =
  /out of (the )?office|vacation|automatic reply|auto(matic)? ?(reply|response)|رد تلقائي/i;
const FAILURE_TEXT =
  /could not be delivered|couldn'?t be delivered|unable to deliver|wasn'?t able to deliver|were unable to deliver|delivery (to|of) .{0,80}(fail|delay|has been)|did not reach|could not deliver|undeliver|was not delivered|error occurred while (attempting|trying) to deliver|error delivering your mail|permanent error|failed recipient|could not be reached|may not exist, or you may not have permission|not listed in public name|no valid recipients|delivery status notification|rejected by|user unknown|mailbox (is )?full|not be delivered|returned to sender|送信できません|配信できません|送信はできません|не может быть доставлено|تعذر تسليم|لم نتمكن من تسليم/i;

/**
 * Reads a bounce, standard (RFC 3464) or not; null when the mail is none. Matched to a message of ours by
 * our Message-ID in `Original-Message-ID`, in the enclosed original, or in the bounce's own references.
 *
 * @param domain of our Message-IDs; null when we cannot have sent anything
 */
export function bounceOf(mail: Mail, domain: string | null, receivedAt: Date): Bounce | null {
  const recipients = notificationOf(mail) ?? reportOf(mail) ?? lettersOf(mail);
  if (!recipients) return null;
  const id = domain === null ? undefined : namedMessage(mail, domain);
  const worst =
    recipients.find((one) => one.outcome === 'failed') ??
    recipients.find((one) => one.outcome === 'deferred') ??
    recipients[0];
  if (!id || !worst || worst.outcome === 'unknown') return { recipients, statuses: [] };
  const date = mail.header('date')[0] ? mail.parsed.date : undefined;
  return {
    recipients,
    statuses: [
      {
        messageId: id,
        externalId: null,
        status: worst.outcome,
        code: worst.code,
        detail: worst.detail,
        occurredAt: date && date < receivedAt ? date : receivedAt,
      },
    ],
  };
}

/** An abuse report (ARF, RFC 5965) or a program's unsubscription: nothing to open a conversation for. */
export function isFeedbackReport(mail: Mail): boolean {
  if (/report-type="?feedback-report/i.test(mail.header('content-type').join(';'))) return true;
  if (mail.parsed.attachments.some((part) => part.contentType === 'message/feedback-report')) return true;
  if (mail.header('x-hmxmroriginalrecipient').length > 0) return true;
  return (
    /^\s*unsubscribe\b/i.test(mail.parsed.subject ?? '') &&
    mail.header('auto-submitted').some((value) => !/^no\b/i.test(value))
  );
}

function reportOf(mail: Mail): BounceFacts[] | null {
  const report = mail.parsed.attachments.find((part) => REPORT_PART.test(part.contentType ?? ''));
  const declared = /report-type\s*=\s*"?delivery-status/i.test(mail.header('content-type')[0] ?? '');
  if (!report && !declared) return null;
  const stated = report ? factsOfReport(report.content.toString('utf8')) : [];
  return stated.length > 0 ? stated : factsOfText(bodyOf(mail), mail);
}

/**
 * Bounces written as letters. A mailer's own name is enough; a null return path or a postmaster needs the
 * words as well; without either, the words, a reply code and a subject that only programs write.
 */
function lettersOf(mail: Mail): BounceFacts[] | null {
  const sender = mail.header('from')[0] ?? '';
  const subject = mail.parsed.subject ?? '';
  const body = bodyOf(mail).slice(0, 20_000);
  const says = FAILURE_TEXT.test(body) || /^(final-recipient|diagnostic-code):/im.test(body);
  const isMailer = /mailer-?daemon|mail delivery (sub)?system/i.test(sender);
  const isSystem =
    mailboxes(mail.parsed.from).some(({ address }) => isMachineAddress(address)) ||
    /post_?master|(mail|system|ndr) administrator/i.test(sender) ||
    mail.header('return-path').some((value) => /^<?\s*>?$/.test(value));
  const failed = FAILURE_SUBJECT.test(subject);
  const stated = mail.header('x-failed-recipients').length > 0;
  const isLetter =
    stated ||
    (isMailer && (failed || says)) ||
    (isSystem && failed) ||
    (isSystem && says && !MACHINE_ANSWER.test(subject)) ||
    (PROGRAM_SUBJECT.test(subject) && says && /\b[45]\d\d[ -]|\b[45]\.\d\.\d{1,3}\b/.test(body));
  return isLetter ? factsOfText(body, mail) : null;
}

function bodyOf(mail: Mail): string {
  const { text, html } = mail.parsed;
  return text?.trim() ? text : typeof html === 'string' ? textOfHtml(html) : '';
}

/** Amazon's notification service mails its reports as JSON. */
function notificationOf(mail: Mail): BounceFacts[] | null {
  const text = mail.parsed.text?.trimStart() ?? '';
  if (!/^\{\s*"(notificationType|eventType)"\s*:\s*"(Bounce|Delivery|Complaint)"/.test(text)) return null;
  const kind = /"(Bounce|Delivery|Complaint)"/.exec(text)?.[1];
  const transient = /"bounceType"\s*:\s*"Transient"/.test(text);
  const address =
    /"(?:emailAddress|recipients|destination)"\s*:\s*(?:\[\s*)?"([^"]+@[^"]+)"/.exec(text)?.[1] ?? null;
  const outcome =
    kind === 'Delivery' ? 'delivered' : kind === 'Bounce' ? (transient ? 'deferred' : 'failed') : 'unknown';
  const code = /"status"\s*:\s*"(\d\.\d+\.\d+)"/.exec(text)?.[1] ?? null;
  const detail = /"diagnosticCode"\s*:\s*"([^"]{1,300})"/.exec(text)?.[1] ?? null;
  return [{ address: address?.toLowerCase() ?? null, outcome, code, detail }];
}

/** The message of ours that a report speaks of. The original's own id comes before what it refers to. */
function namedMessage(mail: Mail, domain: string): string | undefined {
  const parts = mail.parsed.attachments;
  const stated = parts
    .filter((part) => REPORT_PART.test(part.contentType ?? ''))
    .map((part) => fieldLines(part.content.toString('latin1'), 'original-message-id'));
  const enclosed = parts
    .filter((part) => ENCLOSED_PART.test(part.contentType ?? ''))
    .map((part) => fieldLines(part.content.toString('latin1', 0, 256 * 1024), 'message-id'));
  const body = bodyOf(mail);
  const copied = fieldLines(body.slice(body.search(ORIGINAL_BELOW) + 1), 'message-id');
  const headers = ['in-reply-to', 'references'].flatMap((name) => mail.header(name).reverse());
  const notified = /^\{/.test(body.trimStart()) ? [body] : [];
  for (const text of [...stated, ...enclosed, copied, ...headers, ...notified]) {
    const ids = ownMessageIds(text, domain);
    if (ids.length > 0) return ids.at(-1);
  }
  return undefined;
}

/** Lines of one header field anywhere in a text, folded lines included. */
function fieldLines(text: string, name: string): string {
  return [...text.matchAll(new RegExp(`^[> \\t]{0,8}${name}[ \\t]*:([^\\n]*(?:\\n[ \\t][^\\n]*)?)`, 'gim'))]
    .slice(0, 5)
    .map((match) => match[1])
    .reverse()
    .join('\n');
}
