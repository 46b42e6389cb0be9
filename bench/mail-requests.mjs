// Whole mails as an MTA pipe hands them over: multipart, with a small attachment.
import { randomBytes } from 'node:crypto';

const ATTACHMENT = randomBytes(6 * 1024)
  .toString('base64')
  .replace(/.{76}/g, '$&\r\n');

/** @param {{ port: number, token: string, n: number }} mail @returns {Buffer} a whole HTTP request */
export function rawMailRequest({ port, token, n }) {
  const text = Buffer.from(
    `السلام عليكم،\r\nأرفقت لكم فاتورة الكهرباء رقم ${n}، وأرجو المساعدة في سدادها.\r\nشكرا لكم`,
  ).toString('base64');
  const body = Buffer.from(
    [
      `From: =?utf-8?B?${Buffer.from('أم محمد').toString('base64')}?= <person${n}@example.com>`,
      'To: help@charity.example',
      `Subject: =?utf-8?B?${Buffer.from('طلب مساعدة في فاتورة الكهرباء').toString('base64')}?=`,
      `Message-ID: <${randomBytes(12).toString('hex')}@example.com>`,
      `Date: ${new Date().toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      text,
      '--b1',
      'Content-Type: application/pdf; name="bill.pdf"',
      'Content-Disposition: attachment; filename="bill.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      ATTACHMENT,
      '--b1--',
      '',
    ].join('\r\n'),
  );
  return Buffer.concat([
    Buffer.from(
      `POST /channels/email/default/raw HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: message/rfc822\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);
}
