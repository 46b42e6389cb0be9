import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { OutboundMessage } from '../core/channel-adapter.js';
import { EmailAccount } from './email.account.js';
import { htmlOf, letterOf } from './email.letter.js';

const ID = '0199a1b2-0000-7000-8000-000000000001';
const ACCOUNT = { from: 'جمعية <info@example.org>', domain: 'example.org', replyTo: null };

const message = (over: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: ID,
  conversationId: 'c',
  account: { id: 'a', channel: 'email', name: 'default', mode: 'live' },
  to: { address: 'sara@example.com', displayName: 'Sara' },
  text: 'نص',
  subject: 'طلب مساعدة',
  language: 'ar',
  attachments: [],
  thread: [],
  template: null,
  automatic: false,
  reference: '100-0017',
  ...over,
});

describe('a letter', () => {
  it('carries our Message-ID and answers the last mail of the thread', () => {
    const letter = letterOf(message({ thread: ['<a@x>', 'sha256:0', '<b@x>'] }), ACCOUNT);
    expect(letter).toMatchObject({
      messageId: `<${ID}@example.org>`,
      inReplyTo: '<b@x>',
      references: ['<a@x>', '<b@x>'],
    });
  });

  it('names the first and the last mails of a long thread', () => {
    const thread = Array.from({ length: 100 }, (_, i) => `<${i}@x>`);
    const { references } = letterOf(message({ thread }), ACCOUNT);
    expect([references?.length, references?.[0], references?.at(-1)]).toEqual([20, '<0@x>', '<99@x>']);
  });

  it.each([
    ['طلب مساعدة', ['<a@x>'], 'Re: طلب مساعدة [100-0017]'],
    ['Re: RE: رد: طلب', ['<a@x>'], 'Re: طلب [100-0017]'],
    ['Re: طلب [100-0017]', ['<a@x>'], 'Re: طلب [100-0017]'],
    [null, ['<a@x>'], 'Re: رسالتكم [100-0017]'],
    [null, [], 'رسالتكم [100-0017]'],
    ['a\r\nBcc: x@y', ['<a@x>'], 'Re: a Bcc: x@y [100-0017]'],
  ])('about %j in the thread %j has the subject %j', (subject, thread, expected) => {
    expect(letterOf(message({ subject, thread }), ACCOUNT).subject).toBe(expected);
  });

  it('says that a machine wrote it only when one did', () => {
    expect(letterOf(message({ automatic: true }), ACCOUNT).headers).toEqual({
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
    });
    expect(letterOf(message(), ACCOUNT).headers).toEqual({ 'Auto-Submitted': 'no' });
  });

  it('opens its attachments', () => {
    const file = {
      fileName: 'عقد.pdf',
      contentType: 'application/pdf',
      size: 1,
      open: () => Readable.from(['x']),
    };
    expect(letterOf(message({ attachments: [file] }), ACCOUNT).attachments).toMatchObject([
      { filename: 'عقد.pdf', contentType: 'application/pdf' },
    ]);
  });
});

describe('the HTML of a letter', () => {
  it('runs from right to left in Arabic', () => {
    expect(htmlOf('نص', 'ar')).toContain('<html dir="rtl" lang="ar">');
    expect(htmlOf('text', 'en')).toContain('<html dir="ltr" lang="en">');
  });

  it('lets each paragraph find its direction and isolates numbers', () => {
    expect(htmlOf('رقمكم 100-0017 أو\n+966 50 123 4567\n\nHello', 'ar')).toContain(
      '<p dir="auto" style="margin:0 0 1em">رقمكم <bdi dir="ltr">100-0017</bdi> أو<br><bdi dir="ltr">+966 50 123 4567</bdi></p>\n<p dir="auto" style="margin:0 0 1em">Hello</p>',
    );
  });

  it('shows what looks like markup, and links what is a link', () => {
    const html = htmlOf('<script>alert("x")</script> https://e.org/?a=1&b="2', 'en');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(html).toContain('<a href="https://e.org/?a=1&amp;b=" dir="ltr">');
  });
});

describe('a signed reply address', () => {
  const settings = (plus: boolean, from = 'جمعية <info@Example.org>') =>
    new EmailAccount(
      { imapUrl: null, smtpUrl: null, from, token: null, isOpen: false, plus },
      Buffer.alloc(32, 1),
    );

  it('vouches for the message that it was made for', () => {
    const address = settings(true).replyAddress(ID) ?? '';
    expect(address).toMatch(/^info\+[0-9a-f]{48}@Example\.org$/);
    expect(settings(true).idsOfAddress(address.toUpperCase())).toEqual([`<${ID}@example.org>`]);
  });

  it.each(['info@example.org', `info+${'0'.repeat(48)}@example.org`, 'info+x@example.org'])(
    'is not %s',
    (address) => {
      expect(settings(true).idsOfAddress(address)).toEqual([]);
    },
  );

  it('is not made unless the account takes such addresses, or where it would be too long', () => {
    expect(settings(false).replyAddress(ID)).toBeNull();
    expect(settings(true, `${'x'.repeat(30)}@example.org`).replyAddress(ID)).toBeNull();
  });
});
