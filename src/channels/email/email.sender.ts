import { PassThrough } from 'node:stream';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import nodemailer, { type Transporter } from 'nodemailer';
import { type OutboundMessage, SendError, type SendReceipt } from '../core/channel-adapter.js';
import { letterOf } from './email.letter.js';
import { messageIdOf } from './email.message-id.js';
import { EmailSettings } from './email.settings.js';

/** Sends in flight; also the connections of the pool. */
export const CONCURRENCY = 4;
const CONNECT_TIMEOUT_MS = 15_000;
/** A server may think for long after the last byte (RFC 5321 §4.5.3.2.6 grants ten minutes). */
const SILENCE_TIMEOUT_MS = 120_000;

/** What nodemailer's errors carry. */
interface SmtpFailure extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/** Mails over SMTP, through a pool of connections per mail server, opened with the first mail. */
@Injectable()
export class EmailSender implements OnApplicationShutdown {
  /** By SMTP address, which holds the credentials. */
  private readonly transporters = new Map<string, Transporter>();

  constructor(@Inject(EmailSettings) private readonly settings: EmailSettings) {}

  onApplicationShutdown(): void {
    this.close();
  }

  /**
   * @throws SendError; `uncertain` when the connection broke after the last byte of the mail was handed over.
   * A repeat is harmless then: it carries the same Message-ID.
   */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    const account = this.settings.of(message.account.name);
    if (!account?.smtpUrl || !account.from || !account.domain) {
      throw new SendError('no_sender', 'The mail server and the sender are not both set', {
        retryable: false,
      });
    }
    const { from, domain, smtpUrl } = account;
    const transporter = this.transporterTo(smtpUrl);
    const letter = letterOf(message, { from, domain, replyTo: account.replyAddress(message.id) });
    const progress = { handedOver: false };
    try {
      await transporter.sendMail({ ...letter, progress, ...proofOf(message) } as Parameters<
        Transporter['sendMail']
      >[0]);
      return { externalId: messageIdOf(message.id, domain), status: 'sent' };
    } catch (error) {
      throw failureOf(error as SmtpFailure, progress.handedOver);
    } finally {
      for (const { content } of letter.attachments) content.destroy();
    }
  }

  /** Closes idle connections; a later mail opens new ones. */
  close(): void {
    for (const transporter of this.transporters.values()) transporter.close();
    this.transporters.clear();
  }

  private transporterTo(smtpUrl: string): Transporter {
    const transporter = this.transporters.get(smtpUrl) ?? open(smtpUrl);
    this.transporters.set(smtpUrl, transporter);
    return transporter;
  }
}

/** Asks the mail servers on the way to report the delivery itself (RFC 3461); those that do not know how are not asked. */
function proofOf(message: OutboundMessage): object {
  if (!message.wantsProof) return {};
  const { id, to } = message;
  return { dsn: { id, return: 'headers', notify: ['success', 'failure', 'delay'], recipient: to.address } };
}

function open(url: string): Transporter {
  const transporter = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: CONCURRENCY,
    // Only modules/delivery repeats; attachments are streams that can be read once.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as unknown as string);
  transporter.use('stream', (mail, done) => {
    const { progress } = mail.data as unknown as { progress: { handedOver: boolean } };
    mail.message.transform(
      () =>
        new PassThrough({
          flush(flushed) {
            progress.handedOver = true;
            flushed();
          },
        }),
    );
    done();
  });
  return transporter;
}

/** Our own login or the sender address was refused: the operator mends that, the mail is not at fault. */
const OURS_TO_MEND = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS', 'EREQUIRETLS']);

function failureOf(error: SmtpFailure, handedOver: boolean): SendError {
  const { responseCode, response, code, command } = error;
  const words = (response ?? error.message).replace(/\s+/g, ' ').slice(0, 300);
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  if (code !== undefined && OURS_TO_MEND.has(code)) {
    return new SendError(String(responseCode ?? code), words, { retryable: true, cause: error });
  }
  if (responseCode !== undefined && responseCode >= 400) {
    return new SendError(status ?? String(responseCode), words, {
      retryable: responseCode < 500,
      cause: error,
    });
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    return new SendError(code, words, { retryable: false, cause: error });
  }
  return new SendError(code ?? 'smtp', words, {
    retryable: true,
    uncertain: handedOver && (command === undefined || command === 'DATA' || command === 'CONN'),
    cause: error,
  });
}
