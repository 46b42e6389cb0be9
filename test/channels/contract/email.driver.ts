import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import type { DeliveryStatus } from '../../../src/channels/core/channel-adapter.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import { type RunningHub, waitFor } from '../../harness/index.js';
import {
  type MailServer,
  type SmtpStandIn,
  startMailServer,
  startSmtpServer,
} from '../../harness/mail-server.js';
import type { ChannelDriver, Person, Written } from './driver.js';

const DOMAIN = 'charity.example';
const TOKEN = 'the token of the raw mail door';
/** As RFC 3464 words them. */
const ACTIONS: Partial<Record<DeliveryStatus, { action: string; status: string }>> = {
  sent: { action: 'relayed', status: '2.0.0' },
  deferred: { action: 'delayed', status: '4.4.1' },
  failed: { action: 'failed', status: '5.2.2' },
  delivered: { action: 'delivered', status: '2.1.5' },
};

export const emailDriver: ChannelDriver = {
  channel: 'email',
  threaded: { is: true, because: 'a mail goes on in a conversation by naming an earlier mail of it' },
  reports: ['deferred', 'sent', 'failed', 'delivered'],
  lacks: {},
  open: 'its mailbox is watched by IMAP',
  async start() {
    const [imap, smtp] = await Promise.all([startMailServer('contract'), startSmtpServer()]);
    return {
      env: {
        EMAIL_IMAP_URL: imap.url,
        EMAIL_SMTP_URL: smtp.url,
        EMAIL_FROM: `Charity <help@${DOMAIN}>`,
        EMAIL_INBOUND_TOKEN: TOKEN,
      },
      sandboxEnv: { EMAIL_SMTP_URL: smtp.url },
      person: async (hub) => new Correspondent(hub, imap, smtp),
      close: async () => {
        await Promise.all([imap.close(), smtp.close()]);
      },
    };
  },
};

class Correspondent implements Person {
  readonly address = `person.${randomUUID().slice(0, 8)}@example.com`;
  private readonly token: string;

  constructor(
    private readonly hub: RunningHub,
    private readonly imap: MailServer,
    private readonly smtp: SmtpStandIn,
  ) {
    const config = loadConfig(hub.env, hub.env['DATA_DIR']);
    this.token = config.env.EMAIL_INBOUND_TOKEN ?? config.derivedKey('sandbox:email').toString('hex');
  }

  newExternalId(): string {
    return `<${randomUUID()}@example.com>`;
  }

  write(message: Written): Promise<void> {
    return this.handIn(this.mail(message));
  }

  async inbox(): Promise<string[]> {
    const mine = this.smtp.mails.filter(({ to }) => to.includes(this.address));
    return Promise.all(mine.map(async ({ raw }) => (await simpleParser(raw)).text ?? ''));
  }

  report(messageId: string, status: DeliveryStatus): Promise<void> {
    const stated = ACTIONS[status];
    if (!stated) throw new Error(`No mail server reports ${status}.`);
    return this.handIn(
      [
        'From: MAILER-DAEMON@mx.example.com',
        'Return-Path: <>',
        'Subject: Delivery Status Notification',
        `Message-ID: <${status}.${messageId}@mx.example.com>`,
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.example.com',
        '',
        `Final-Recipient: rfc822; ${this.address}`,
        `Action: ${stated.action}`,
        `Status: ${stated.status}`,
        '',
        '--b',
        'Content-Type: message/rfc822',
        '',
        `Message-ID: <${messageId}@${DOMAIN}>`,
        '',
        'x',
        '--b--',
        '',
      ].join('\r\n'),
    );
  }

  async refuse(how: 'for good' | 'for now'): Promise<() => Promise<void>> {
    const refusal =
      how === 'for good'
        ? { code: 550, message: '5.1.1 No such user here' }
        : { code: 451, message: '4.3.2 Try again later' };
    this.smtp.onRecipient = (address) => (address === this.address ? refusal : undefined);
    return async () => {
      this.smtp.onRecipient = () => undefined;
    };
  }

  /** A mail that came by the mailbox proves that it is watched. */
  async holdOpen(): Promise<() => Promise<void>> {
    const externalId = this.newExternalId();
    await this.imap.deliver(this.mail({ externalId, text: 'بالبريد' }));
    await waitFor(
      async () => {
        const taken = await this.hub.sql('SELECT 1 FROM inbound_event WHERE external_id = $1', [externalId]);
        return taken.length === 1;
      },
      { message: 'the mailbox to be read', timeout: 30_000 },
    );
    return async () => undefined;
  }

  private mail({ externalId, text, follows }: Written): string {
    return [
      `From: <${this.address}>`,
      `To: help@${DOMAIN}`,
      `Subject: =?utf-8?B?${Buffer.from('طلب مساعدة').toString('base64')}?=`,
      `Message-ID: ${externalId}`,
      ...(follows ? [`In-Reply-To: ${follows}`, `References: ${follows}`] : []),
      `Date: ${new Date().toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(text).toString('base64'),
      '',
    ].join('\r\n');
  }

  private async handIn(mail: string): Promise<void> {
    const response = await fetch(`${this.hub.url}/channels/email/default/raw`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${this.token}` },
      body: mail,
    });
    if (response.status !== 202) throw new Error(`The door answered with ${response.status}.`);
  }
}
